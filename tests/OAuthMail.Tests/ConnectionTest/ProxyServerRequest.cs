namespace OAuthMail.Tests.ConnectionTest;

/// <summary>What a client asked a <see cref="ProxyServer"/> for.</summary>
/// <param name="Host">The host as it was sent: a name, or an address.</param>
/// <param name="Port">The port.</param>
/// <param name="UserName">The user who logged in; null for nobody.</param>
/// <param name="From">The client's address.</param>
internal sealed record ProxyServerRequest(string Host, int Port, string? UserName, string From);
