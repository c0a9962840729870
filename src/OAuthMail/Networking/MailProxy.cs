using System.Net;
using OAuthMail.Networking;

namespace OAuthMail;

/// <summary>A proxy between this machine and an account's mail servers. Its text form shows no login.</summary>
public sealed class MailProxy
{
    private readonly string? _userName;
    private readonly string _password;

    /// <summary>Names a proxy.</summary>
    /// <param name="kind">The protocol that it speaks.</param>
    /// <param name="host">Its host name, or an IP literal.</param>
    /// <param name="port">Its TCP port, 1 to 65535.</param>
    /// <param name="credentials">The login that it wants; null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="host"/> is not a host name or IP literal, or the protocol cannot carry the login.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> or <paramref name="port"/> is out of range.</exception>
    public MailProxy(MailProxyKind kind, string host, int port, NetworkCredential? credentials = null)
    {
        if (kind is < MailProxyKind.Socks4 or > MailProxyKind.Https)
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of proxy.");
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

    /// <summary>The protocol that it speaks.</summary>
    public MailProxyKind Kind { get; }

    /// <summary>Its host name, or an IP literal. The certificate of an <see cref="MailProxyKind.Https"/> proxy must carry it.</summary>
    public string Host => Endpoint.Host;

    /// <summary>Its TCP port.</summary>
    public int Port => Endpoint.Port;

    /// <summary>The login that it wants, a new copy each time; null for none.</summary>
    public NetworkCredential? Credentials => _userName is null ? null : new NetworkCredential(_userName, _password);

    /// <summary>The proxy as an address, such as <c>socks5://proxy.example.net:1080</c>, without its login.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString() => $"{MailProxyText.SchemeOf(Kind)}{Endpoint}";

    /// <summary>Host and port. Its TLS mode says nothing about a proxy.</summary>
    internal MailEndpoint Endpoint { get; }
}
