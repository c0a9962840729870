namespace OAuthMail.Tests.ConnectionTest;

/// <summary>What a <see cref="ProxyServer"/> speaks. It takes SOCKS 4 and 4a alike.</summary>
internal enum ProxyServerProtocol
{
    Socks4,
    Socks5,
    Http,
}
