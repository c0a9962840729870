namespace OAuthMail.Tests.ConnectionTest;

/// <summary>Ends the dialogue of a <see cref="ProxyServer"/> after it has said no.</summary>
internal sealed class ProxyServerRefusalException : Exception;
