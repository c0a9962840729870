using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Proxy;
using MailKit.Net.Smtp;
using OAuthMail.Accounts;

namespace OAuthMail.MailKit.Connections;

/// <summary>An account's connection settings, as MailKit's clients have them.</summary>
internal static class ClientSetup
{
    /// <summary>Sets up a client of our own.</summary>
    public static void Apply(IMailService client, MailConnection connection, RemoteCertificateValidationCallback? validate)
    {
        client.ServerCertificateValidationCallback = validate;
        client.CheckCertificateRevocation = connection.CheckCertificateRevocation;
        client.Timeout = (int)connection.Timeout.TotalMilliseconds;
        FillIn(client, connection);
    }

    /// <summary>Sets what a caller's client leaves open.</summary>
    public static void FillIn(IMailService client, MailConnection connection)
    {
        if (connection.CheckCertificateRevocation) client.CheckCertificateRevocation = true;
        if (connection.Proxy is { } proxy) client.ProxyClient ??= Create(proxy, connection.LocalAddress);
        if (connection.LocalAddress is { } address && client.ProxyClient is null) client.LocalEndPoint ??= new IPEndPoint(address, 0);
        if (client.ClientCertificates is null or { Count: 0 } && connection.GetClientCertificate() is { } certificate) client.ClientCertificates = new X509CertificateCollection { certificate };
        if (connection.LocalHostName is { } name && client is SmtpClient { LocalDomain: null or "" } smtp) smtp.LocalDomain = name;
    }

    private static ProxyClient Create(MailProxy proxy, IPAddress? localAddress)
    {
        ProxyClient client = proxy.Kind switch
        {
            MailProxyKind.Socks4 => proxy.Credentials is null ? new Socks4Client(proxy.Host, proxy.Port) : new Socks4Client(proxy.Host, proxy.Port, proxy.Credentials),
            MailProxyKind.Socks4a => proxy.Credentials is null ? new Socks4aClient(proxy.Host, proxy.Port) : new Socks4aClient(proxy.Host, proxy.Port, proxy.Credentials),
            MailProxyKind.Socks5 => proxy.Credentials is null ? new Socks5Client(proxy.Host, proxy.Port) : new Socks5Client(proxy.Host, proxy.Port, proxy.Credentials),
            MailProxyKind.Http => proxy.Credentials is null ? new HttpProxyClient(proxy.Host, proxy.Port) : new HttpProxyClient(proxy.Host, proxy.Port, proxy.Credentials),
            _ => proxy.Credentials is null ? new HttpsProxyClient(proxy.Host, proxy.Port) : new HttpsProxyClient(proxy.Host, proxy.Port, proxy.Credentials),
        };
        if (localAddress is not null) client.LocalEndPoint = new IPEndPoint(localAddress, 0);
        return client;
    }
}
