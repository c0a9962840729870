namespace OAuthMail.Tests.Networking;

/// <summary>Specifies the protocol of a <see cref="ProxyServer"/>. SOCKS 4 includes SOCKS 4a.</summary>
internal enum ProxyServerProtocol
{
    Socks4,
    Socks5,
    Http,
}
