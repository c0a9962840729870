using System.Net;
using OAuthMail.Networking;

namespace OAuthMail;

/// <summary>A proxy between this machine and an account's mail servers.</summary>
public sealed class MailProxy
{
    private readonly string? _userName;
    private readonly string _password;

    /// <summary>Creates a proxy.</summary>
    /// <param name="kind">The protocol.</param>
    /// <param name="host">The host name or IP address.</param>
    /// <param name="port">The TCP port, from 1 to 65535.</param>
    /// <param name="credentials">The user name and password, or <see langword="null"/> if the proxy requires no login.</param>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="host"/> is not a host name or IP address, or the protocol does not support the credentials.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> or <paramref name="port"/> is out of range.</exception>
    public MailProxy(MailProxyKind kind, string host, int port, NetworkCredential? credentials = null)
    {
        if (kind is < MailProxyKind.Socks4 or > MailProxyKind.Https)
        {
            throw new ArgumentOutOfRangeException(
                nameof(kind), kind, $"'{kind}' isn't a valid kind of proxy. Valid values: Socks4, Socks4a, Socks5, Http, Https.");
        }

        Endpoint = new MailEndpoint(host, port, kind == MailProxyKind.Https ? TlsMode.Implicit : TlsMode.StartTls);
        Kind = kind;
        _userName = credentials?.UserName;
        _password = credentials?.Password ?? "";
        if (credentials is not null && MailProxyLogin.WhyNot(kind, credentials.UserName, credentials.Password) is { } failure)
        {
            throw new ArgumentException($"The login can't be used. {failure}", nameof(credentials));
        }
    }

    /// <summary>Gets the protocol.</summary>
    public MailProxyKind Kind { get; }

    /// <summary>Gets the host name or IP address. The certificate of an <see cref="MailProxyKind.Https"/> proxy must contain it.</summary>
    public string Host => Endpoint.Host;

    /// <summary>Gets the TCP port.</summary>
    public int Port => Endpoint.Port;

    /// <summary>Gets a new copy of the user name and password, or <see langword="null"/> if the proxy requires no login.</summary>
    public NetworkCredential? Credentials => _userName is null ? null : new NetworkCredential(_userName, _password);

    /// <summary>Returns the proxy's address, such as <c>socks5://proxy.example.net:1080</c>, without credentials.</summary>
    /// <returns>The address, which is safe to log.</returns>
    public override string ToString() => $"{MailProxyText.SchemeOf(Kind)}{Endpoint}";

    /// <summary>Gets the host and port. The TLS mode of the endpoint is not used for proxies.</summary>
    internal MailEndpoint Endpoint { get; }
}
