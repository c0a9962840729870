using System.Net;
using System.Text;
using MailKit.Net.Imap;
using OAuthMail.Tests.Networking;

namespace OAuthMail.MailKit.Tests.Connections;

/// <summary>Clients connect through proxies and report the same failures as a connection test.</summary>
public sealed class ProxiedClientTests : MailKitTest
{
    private const string Secret = "the-proxys-password";

    [Theory]
    [InlineData("socks4", MailProtocol.Imap, TlsMode.Implicit, "127.0.0.1")]
    [InlineData("socks4a", MailProtocol.Smtp, TlsMode.StartTls, "localhost")]
    [InlineData("socks5", MailProtocol.Imap, TlsMode.StartTls, "localhost")]
    [InlineData("socks5", MailProtocol.Pop3, TlsMode.Implicit, "localhost")]
    [InlineData("http", MailProtocol.Smtp, TlsMode.Implicit, "localhost")]
    [InlineData("http", MailProtocol.Pop3, TlsMode.StartTls, "localhost")]
    [InlineData("https", MailProtocol.Imap, TlsMode.Implicit, "localhost")]
    [InlineData("https", MailProtocol.Smtp, TlsMode.StartTls, "localhost")]
    public async Task Client_connects_through_every_kind_of_proxy(string scheme, MailProtocol protocol, TlsMode tls, string expectedHost)
    {
        await using var proxy = Start(scheme);
        using var certificate = Host.CertificateAuthority.IssueServerCertificate(["127.0.0.1"]);
        if (scheme == "https") proxy.Certificate = certificate;
        if (scheme is "http" or "socks5") proxy.Login = new NetworkCredential("jane", Secret);
        var account = Through(scheme, proxy.Port, tls, scheme is "http" or "socks5");

        if (protocol == MailProtocol.Smtp)
        {
            await using var lease = await Factory.ConnectSmtpAsync(account);
            await lease.Client.SendAsync(NewMessage(text: new string('x', 100_000)));
        }
        else if (protocol == MailProtocol.Imap)
        {
            await using var lease = await Factory.ConnectImapAsync(account);
            await lease.Client.NoOpAsync();

            // Old programs use the synchronous methods afterwards.
            lease.Client.NoOp();
        }
        else
        {
            await using var lease = await Factory.ConnectPop3Async(account);
            await lease.Client.NoOpAsync();
        }

        var request = Assert.Single(proxy.Requests);
        Assert.Equal(expectedHost, request.Host);
        Assert.Equal(scheme is "http" or "socks5" ? "jane" : null, request.UserName);
    }

    [Theory]
    [InlineData("socks4", 91, "proxy-refused")]
    [InlineData("socks5", 2, "proxy-refused")]
    [InlineData("socks5", 4, "proxy-cannot-reach-server")]
    [InlineData("http", 403, "proxy-refused")]
    [InlineData("http", 502, "proxy-cannot-reach-server")]
    public async Task Rejection_by_a_proxy_is_not_reported_as_a_mail_server_failure(string scheme, int code, string expected)
    {
        await using var proxy = Start(scheme);
        proxy.Refusal = code;
        var failure = await FailAsync(Through(scheme, proxy.Port, TlsMode.Implicit, withLogin: false));
        Assert.Equal(expected, failure.Problem.Code);
        Assert.Contains($"The proxy {scheme}://127.0.0.1:{proxy.Port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_of_a_proxy_is_required_and_not_revealed()
    {
        await using var proxy = Start("http");
        proxy.Login = new NetworkCredential("john", Secret);
        Assert.Equal(
            Problems.ProxyLoginRequired, (await FailAsync(Through("http", proxy.Port, TlsMode.Implicit, withLogin: false))).Problem);
        var rejected = await FailAsync(Through("http", proxy.Port, TlsMode.Implicit, withLogin: true));
        Assert.Equal(Problems.ProxyLoginRefused, rejected.Problem);
        Assert.DoesNotContain(Secret, rejected.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Convert.ToBase64String(Encoding.ASCII.GetBytes("jane:" + Secret)), rejected.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreachable_disconnecting_and_invalid_proxies_are_reported_separately()
    {
        await using (var closing = Start("http"))
        {
            closing.Answer = [];
            Assert.Equal(
                Problems.ProxyConnectionLost, (await FailAsync(Through("http", closing.Port, TlsMode.Implicit, withLogin: false))).Problem);
            closing.Answer = "220 mail.example ESMTP\r\n\r\n"u8.ToArray();
            Assert.Equal(
                Problems.ProxyReplyInvalid, (await FailAsync(Through("http", closing.Port, TlsMode.Implicit, withLogin: false))).Problem);
            Assert.Equal(
                Problems.ProxyTlsFailed, (await FailAsync(Through("https", closing.Port, TlsMode.Implicit, withLogin: false))).Problem);
        }

        int port;
        await using (var gone = Start("socks5")) port = gone.Port;
        Assert.Equal(Problems.ProxyUnreachable, (await FailAsync(Through("socks5", port, TlsMode.Implicit, withLogin: false))).Problem);
        var connection = new MailConnectionOptions { Proxy = "socks5://proxy.invalid:1080" };
        var nowhere = CreateAccount("nowhere", AliceAddress, connection: connection);
        Assert.Equal(Problems.ProxyNotFound, (await FailAsync(nowhere)).Problem);
    }

    [Fact]
    public async Task Callback_for_mail_servers_does_not_validate_proxies()
    {
        await using var proxy = Start("https");
        using var certificate = Host.CertificateAuthority.IssueServerCertificate(["127.0.0.1"]);
        proxy.Certificate = certificate;
        var factory = CreateFactory(options => options.ProxyCertificateValidationCallback = null);
        var account = Through("https", proxy.Port, TlsMode.Implicit, withLogin: true);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => factory.ConnectImapAsync(account));
        Assert.Equal(Problems.ProxyCertificateRefused, failure.Problem);
        Assert.Empty(proxy.Requests);
    }

    [Theory]
    [InlineData("socks5")]
    [InlineData("https")]
    public async Task Silent_proxy_exceeds_the_time_limit(string scheme)
    {
        await using var proxy = Start(scheme);
        using var certificate = Host.CertificateAuthority.IssueServerCertificate(["127.0.0.1"]);
        if (scheme == "https") proxy.Certificate = certificate;
        proxy.IsSilent = true;
        var connecting = Factory.ConnectImapAsync(Through(scheme, proxy.Port, TlsMode.Implicit, withLogin: false));
        await proxy.Received;
        Clock.Advance(TimeSpan.FromSeconds(30));
        var failure = await Assert.ThrowsAsync<MailServerException>(() => connecting);
        Assert.Equal(Problems.ProxySilent, failure.Problem);
    }

    [Fact]
    public async Task Wait_for_a_proxy_can_be_canceled()
    {
        await using var proxy = Start("http");
        proxy.IsSilent = true;
        using var cancellation = new CancellationTokenSource();
        var connecting = Factory.ConnectImapAsync(Through("http", proxy.Port, TlsMode.Implicit, withLogin: false), cancellation.Token);
        await proxy.Received;
        await cancellation.CancelAsync();
        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        Assert.Equal(cancellation.Token, canceled.CancellationToken);
    }

    [Fact]
    public async Task Silent_server_behind_a_proxy_exceeds_the_clients_time_out()
    {
        await using var proxy = Start("http");
        var gate = new OAuthMail.Testing.MailGate();
        await using var lease = await Factory.ConnectImapAsync(Through("http", proxy.Port, TlsMode.Implicit, withLogin: false));
        Host.Imap.Faults.On("NOOP", OAuthMail.Testing.MailFault.Hold(gate));
        lease.Client.Timeout = 300;
        await Assert.ThrowsAnyAsync<Exception>(() => lease.Client.NoOpAsync());
        Assert.False(lease.Client.IsConnected);
        gate.Open();
    }

    [Fact]
    public async Task Proxy_of_the_callers_client_takes_precedence()
    {
        await using var proxy = Start("socks5");
        using var client = Trust(new ImapClient());
        client.ProxyClient = new global::MailKit.Net.Proxy.Socks5Client("127.0.0.1", proxy.Port);
        await client.ConnectAsync(Account, AccountTokens);
        Assert.Single(proxy.Requests);
        await client.DisconnectAsync(true);
        proxy.Refusal = 5;
        Assert.Equal(
            Problems.ProxyCannotReachServer,
            (await Assert.ThrowsAsync<MailServerException>(() => client.ConnectAsync(Account, AccountTokens))).Problem);
    }

    protected override MailClientFactoryOptions CreateFactoryOptions()
    {
        var options = base.CreateFactoryOptions();
        options.ProxyCertificateValidationCallback = Host.CertificateAuthority.ValidationCallback;
        return options;
    }

    private Task<MailServerException> FailAsync(MailAccount account) =>
        Assert.ThrowsAsync<MailServerException>(() => Factory.ConnectImapAsync(account));

    private static ProxyServer Start(string scheme) => new(scheme switch
    {
        "socks4" or "socks4a" => ProxyServerProtocol.Socks4,
        "socks5" => ProxyServerProtocol.Socks5,
        _ => ProxyServerProtocol.Http,
    });

    private MailAccount Through(string scheme, int port, TlsMode tls, bool withLogin) => CreateAccount("through", AliceAddress, options =>
    {
        options.Smtp = At(Host.Smtp.Endpoint(tls));
        options.Imap = At(Host.Imap.Endpoint(tls));
        options.Pop3 = At(Host.Pop3.Endpoint(tls));
        options.Connection = new MailConnectionOptions { Proxy = $"{scheme}://127.0.0.1:{port}" };
        if (withLogin) (options.Connection.ProxyUserName, options.Connection.ProxyPassword) = ("jane", Secret);
    });

    private static string At(MailEndpoint endpoint) => (endpoint.Tls == TlsMode.Implicit ? "tls://" : "starttls://") + endpoint.ToString()
        .Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
}
