using System.Net;
using System.Text;
using OAuthMail.Testing;
using OAuthMail.Tests.ConnectionTest;

namespace OAuthMail.Tests.Networking;

public class ProxyTests : IClassFixture<ConnectionFixture>
{
    private const string Secret = "the-proxys-password";

    private readonly ConnectionFixture _fixture;

    public ProxyTests(ConnectionFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    [Theory]
    [InlineData("socks4", MailProtocol.Imap, TlsMode.Implicit, "127.0.0.1")]
    [InlineData("socks4a", MailProtocol.Smtp, TlsMode.StartTls, "localhost")]
    [InlineData("socks5", MailProtocol.Imap, TlsMode.Implicit, "localhost")]
    [InlineData("socks5", MailProtocol.Pop3, TlsMode.StartTls, "localhost")]
    [InlineData("http", MailProtocol.Smtp, TlsMode.Implicit, "localhost")]
    [InlineData("http", MailProtocol.Imap, TlsMode.StartTls, "localhost")]
    [InlineData("https", MailProtocol.Pop3, TlsMode.Implicit, "localhost")]
    [InlineData("https", MailProtocol.Smtp, TlsMode.StartTls, "localhost")]
    public async Task Proxy_resolves_the_servers_name_and_connects(
        string scheme, MailProtocol protocol, TlsMode tls, string expectedHost)
    {
        await using var proxy = Start(scheme);
        using var certificate = _fixture.Host.CertificateAuthority.IssueServerCertificate(["127.0.0.1"]);
        if (scheme == "https") proxy.Certificate = certificate;

        var report = await TestAsync(scheme, proxy.Port, protocol, tls);

        Assert.True(report.Succeeded, report.ToText());
        Assert.Equal(new ProxyServerRequest(expectedHost, report.Endpoint.Port, null, "127.0.0.1"), Assert.Single(proxy.Requests));
        var step = Assert.Single(report.Steps, step => step.Kind == ConnectionStepKind.Proxy);
        Assert.Contains($"{scheme}://127.0.0.1:{proxy.Port}", step.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("socks4")]
    [InlineData("socks4a")]
    [InlineData("socks5")]
    [InlineData("http")]
    public async Task Credentials_are_sent_if_the_proxy_requires_them(string scheme)
    {
        await using var proxy = Start(scheme);
        proxy.Login = new NetworkCredential("jane", Secret);
        var hasPassword = scheme is "socks5" or "http";

        var report = await TestAsync(
            scheme, proxy.Port, MailProtocol.Imap,
            change: connection => (connection.ProxyUserName, connection.ProxyPassword) = ("jane", hasPassword ? Secret : null));
        Assert.True(report.Succeeded, report.ToText());
        Assert.Equal("jane", Assert.Single(proxy.Requests).UserName);

        report = await TestAsync(scheme, proxy.Port, MailProtocol.Imap);
        Assert.Equal(hasPassword ? Problems.ProxyLoginRequired : Problems.ProxyLoginRefused, report.Problem);

        report = await TestAsync(
            scheme, proxy.Port, MailProtocol.Imap,
            change: connection => (connection.ProxyUserName, connection.ProxyPassword) = ("john", hasPassword ? Secret : null));
        Assert.Equal(Problems.ProxyLoginRefused, report.Problem);
        Assert.DoesNotContain(Secret, report.ToText() + report.Steps[^1].Exception, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("socks4", 91, "proxy-refused")]
    [InlineData("socks4", 92, "proxy-login-required")]
    [InlineData("socks4", 7, "proxy-reply-invalid")]
    [InlineData("socks5", 1, "proxy-cannot-reach-server")]
    [InlineData("socks5", 2, "proxy-refused")]
    [InlineData("socks5", 4, "proxy-cannot-reach-server")]
    [InlineData("socks5", 5, "proxy-cannot-reach-server")]
    [InlineData("socks5", 200, "proxy-reply-invalid")]
    [InlineData("http", 403, "proxy-refused")]
    [InlineData("http", 405, "proxy-refused")]
    [InlineData("http", 502, "proxy-cannot-reach-server")]
    [InlineData("http", 504, "proxy-cannot-reach-server")]
    public async Task Proxy_rejections_are_not_reported_as_server_failures(string scheme, int code, string expected)
    {
        await using var proxy = Start(scheme);
        proxy.Refusal = code;
        var tokens = new TokenQueue(_fixture.NewToken());
        var report = await TestAsync(scheme, proxy.Port, MailProtocol.Imap, tokens: tokens);
        Assert.Equal(expected, report.Problem!.Code);
        Assert.Equal(ConnectionStepKind.Proxy, report.Steps[^1].Kind);
        Assert.Contains($"The proxy {scheme}://127.0.0.1:{proxy.Port}", report.Steps[^1].Exception!.Message, StringComparison.Ordinal);
        Assert.Empty(tokens.Requests);
    }

    public static TheoryData<string, byte[], string> HostileAnswers => new()
    {
        { "socks4", [], "proxy-connection-lost" },
        { "socks4", [0, 90], "proxy-connection-lost" },
        { "socks4", "220 mail.example ESMTP\r\n"u8.ToArray(), "proxy-reply-invalid" },
        { "socks5", [5], "proxy-connection-lost" },
        { "socks5", [4, 0], "proxy-reply-invalid" },
        { "socks5", [5, 2], "proxy-reply-invalid" },
        { "socks5", [5, 9], "proxy-reply-invalid" },
        { "socks5", [5, 0, 5, 0, 0, 9, 0, 0], "proxy-reply-invalid" },
        { "socks5", [5, 0, 5, 0, 0, 3, 255, 1, 2], "proxy-connection-lost" },
        { "socks5", [5, 0, 5, 4], "proxy-cannot-reach-server" },
        { "socks5", "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), "proxy-reply-invalid" },
        { "http", [5, 0], "proxy-connection-lost" },
        { "http", "220 mail.example ESMTP\r\n\r\n"u8.ToArray(), "proxy-reply-invalid" },
        { "http", "HTTP/1.1 2000 OK\r\n\r\n"u8.ToArray(), "proxy-reply-invalid" },
        { "http", "HTTP/1.1 099\r\n\r\n"u8.ToArray(), "proxy-reply-invalid" },
        { "http", "HTTP/1.1 200 OK\r\nVia: 1.1"u8.ToArray(), "proxy-connection-lost" },

        {
            "http",
            "HTTP/1.1 407 Login\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n"u8.ToArray(),
            "proxy-login-required"
        },
        { "http", Repeat("HTTP/1.1 100 Continue\r\n\r\n", 50), "proxy-reply-invalid" },
        { "http", [.. "HTTP/1.1 200 OK\r\n"u8, .. Repeat("X: y\r\n", 200)], "proxy-reply-invalid" },
        { "http", [.. "HTTP/1.1 403 "u8, .. Repeat("x", 100_000)], "proxy-reply-invalid" },
    };

    [Theory]
    [MemberData(nameof(HostileAnswers))]
    public async Task Invalid_proxy_reply_fails_the_test(string scheme, byte[] answer, string expected)
    {
        await using var proxy = Start(scheme);
        proxy.Answer = answer;
        var report = await TestAsync(scheme, proxy.Port, MailProtocol.Imap);
        Assert.Equal(expected, report.Problem!.Code);
        Assert.InRange(report.ToText().Length, 1, 3000);
    }

    /// <summary>Valid replies with some changed octets.</summary>
    [Theory]
    [InlineData("socks4")]
    [InlineData("socks5")]
    [InlineData("http")]
    public async Task Mutated_proxy_reply_never_throws(string scheme)
    {
        byte[] sensible = scheme switch
        {
            "socks4" => [0, 90, 0, 0, 0, 0, 0, 0],
            "socks5" => [5, 0, 5, 0, 0, 3, 2, 1, 2, 0, 25],
            _ => "HTTP/1.1 200 OK\r\nVia: x\r\n\r\n"u8.ToArray(),
        };
        await using var proxy = Start(scheme);
        var random = new Random(20);
        for (var i = 0; i < 150; i++)
        {
            var answer = sensible[..random.Next(sensible.Length + 1)];
            for (var j = random.Next(3); j > 0 && answer.Length > 0; j--) answer[random.Next(answer.Length)] = (byte)random.Next(256);
            proxy.Answer = answer;
            var problem = (await TestAsync(scheme, proxy.Port, MailProtocol.Imap)).Problem!;

            // After a successful reply, the proxy closes the connection.
            Assert.True(
                problem.Code.StartsWith("proxy-", StringComparison.Ordinal) || problem == Problems.ConnectionLost
                    || problem == Problems.TlsFailed,
                $"{problem} for {Convert.ToHexString(answer)}");
        }
    }

    [Fact]
    public async Task Password_in_a_proxy_reply_is_redacted()
    {
        await using var proxy = Start("http");
        proxy.Answer = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 403 {Secret} {Convert.ToBase64String(Encoding.ASCII.GetBytes("jane:" + Secret))}\r\n\r\n");
        var report = await TestAsync(
            "http", proxy.Port, MailProtocol.Imap,
            change: connection => (connection.ProxyUserName, connection.ProxyPassword) = ("jane", Secret));
        Assert.Equal(Problems.ProxyRefused, report.Problem);
        Assert.DoesNotContain(Secret, report.ToText() + report.Steps[^1].Exception, StringComparison.Ordinal);
        Assert.DoesNotContain("amFuZT", report.ToText() + report.Steps[^1].Exception, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("socks4")]
    [InlineData("socks5")]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Silent_proxy_times_out(string scheme)
    {
        await using var proxy = Start(scheme);
        proxy.IsSilent = true;
        var options = _fixture.TesterOptions;
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        options.TimeProvider = clock;
        var testing = TestAsync(scheme, proxy.Port, MailProtocol.Imap, tester: options);
        await proxy.Received;
        clock.Advance(options.StepTimeout);
        var report = await testing;
        Assert.Equal(Problems.ProxySilent, report.Problem);
        Assert.Equal(ConnectionStepKind.Proxy, report.Steps[^1].Kind);
    }

    [Fact]
    public async Task Wait_for_a_proxy_can_be_canceled()
    {
        await using var proxy = Start("socks5");
        proxy.IsSilent = true;
        using var cancellation = new CancellationTokenSource();
        var testing = new ConnectionTester(_fixture.TesterOptions).TestAsync(
            Account(
                "socks5", proxy.Port,
                TlsMode.Implicit), MailProtocol.Imap, new TokenQueue(_fixture.NewToken()), cancellationToken: cancellation.Token);
        await proxy.Received;
        await cancellation.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => testing);
        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
    }

    [Theory]
    [InlineData("mail.example.net")]
    [InlineData(null)]
    public async Task Https_proxy_needs_a_certificate_for_its_host_name(string? name)
    {
        await using var proxy = Start("https");
        proxy.Login = new NetworkCredential("jane", Secret);
        using var certificate = _fixture.Host.CertificateAuthority.IssueServerCertificate([name ?? "127.0.0.1"]);
        proxy.Certificate = certificate;
        var options = _fixture.TesterOptions;

        // The callback for the mail server's certificate must not be used for proxies.
        options.ProxyCertificateValidationCallback = name is null ? null : _fixture.Host.CertificateAuthority.ValidationCallback;
        var report = await TestAsync(
            "https", proxy.Port, MailProtocol.Imap, tester: options,
            change: connection => (connection.ProxyUserName, connection.ProxyPassword) = ("jane", Secret));
        Assert.Equal(Problems.ProxyCertificateRefused, report.Problem);
        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task Https_proxy_without_TLS_is_reported()
    {
        await using var proxy = Start("http");
        proxy.Answer = "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray();
        Assert.Equal(Problems.ProxyTlsFailed, (await TestAsync("https", proxy.Port, MailProtocol.Imap)).Problem);
    }

    [Fact]
    public async Task Unreachable_proxy_is_reported()
    {
        int port;
        await using (var proxy = Start("socks5")) port = proxy.Port;
        var report = await TestAsync("socks5", port, MailProtocol.Imap);
        Assert.Equal(Problems.ProxyUnreachable, report.Problem);
        Assert.Equal(ConnectionStepKind.Connect, report.Steps[^1].Kind);
    }

    [Fact]
    public async Task Unknown_proxy_host_is_reported()
    {
        var account = _fixture.Account(
            change: options => options.Connection = new MailConnectionOptions { Proxy = "socks5://proxy.invalid:1080" });
        var report = await new ConnectionTester(_fixture.TesterOptions)
            .TestAsync(account, MailProtocol.Imap, new TokenQueue(_fixture.NewToken()));
        Assert.Equal(Problems.ProxyNotFound, report.Problem);
        Assert.Contains("proxy.invalid", report.ToText(), StringComparison.Ordinal);
    }

    private static ProxyServer Start(string scheme) => new(scheme switch
    {
        "socks4" or "socks4a" => ProxyServerProtocol.Socks4,
        "socks5" => ProxyServerProtocol.Socks5,
        _ => ProxyServerProtocol.Http,
    });

    private static byte[] Repeat(string text, int count) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, count)));

    private MailAccount Account(string scheme, int port, TlsMode tls, Action<MailConnectionOptions>? change = null) =>
        _fixture.Account(tls, options =>
        {
            options.Smtp = options.Smtp!.Replace("127.0.0.1", "localhost");
            options.Imap = options.Imap!.Replace("127.0.0.1", "localhost");
            options.Pop3 = options.Pop3!.Replace("127.0.0.1", "localhost");
            options.Connection = new MailConnectionOptions { Proxy = $"{scheme}://127.0.0.1:{port}" };
            change?.Invoke(options.Connection);
        });

    private async Task<ConnectionReport> TestAsync(
        string scheme,
        int port,
        MailProtocol protocol,
        TlsMode tls = TlsMode.Implicit,
        ConnectionTesterOptions? tester = null,
        Action<MailConnectionOptions>? change = null,
        TokenQueue? tokens = null)
    {
        if (tester is null)
        {
            tester = _fixture.TesterOptions;
            tester.ProxyCertificateValidationCallback = _fixture.Host.CertificateAuthority.ValidationCallback;
        }

        return await new ConnectionTester(tester)
            .TestAsync(Account(scheme, port, tls, change), protocol, tokens ?? new TokenQueue(_fixture.NewToken()));
    }
}
