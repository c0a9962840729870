namespace OAuthMail.Tests.Networking;

/// <summary>A request to a <see cref="ProxyServer"/>.</summary>
/// <param name="Host">The host name or address in the request.</param>
/// <param name="Port">The port.</param>
/// <param name="UserName">The user name, or <see langword="null"/> without a login.</param>
/// <param name="From">The client's address.</param>
internal sealed record ProxyServerRequest(string Host, int Port, string? UserName, string From);
