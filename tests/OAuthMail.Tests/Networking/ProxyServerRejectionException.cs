namespace OAuthMail.Tests.Networking;

/// <summary>Stops a connection of a <see cref="ProxyServer"/> after it has sent a rejection.</summary>
internal sealed class ProxyServerRejectionException : Exception;
