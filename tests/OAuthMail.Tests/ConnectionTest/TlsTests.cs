using System.Text;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.ConnectionTest;

public class TlsTests : IClassFixture<ConnectionFixture>
{
    private readonly ConnectionFixture _fixture;

    public TlsTests(ConnectionFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    [Theory]
    [InlineData(MailProtocol.Smtp, "250 AUTH XOAUTH2")]
    [InlineData(MailProtocol.Imap, "* CAPABILITY IMAP4rev1 AUTH=PLAIN")]
    [InlineData(MailProtocol.Pop3, "+OK injected")]
    public async Task Data_injected_before_TLS_fails_the_test(MailProtocol protocol, string injected)
    {
        _fixture.Server(protocol).Faults.InjectedBeforeTls = injected;
        var tokens = new TokenQueue(_fixture.NewToken());
        var report = await _fixture.TestAsync(protocol, TlsMode.StartTls, tokens);
        Assert.Equal(Problems.StartTlsInjection, report.Problem);
        Assert.Equal(ConnectionStepKind.StartTls, report.Steps[^1].Kind);
        Assert.Empty(tokens.Requests);
        Assert.DoesNotContain(injected, report.ToText());
    }

    [Theory]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Untrusted_certificate_is_described_and_receives_no_token(MailProtocol protocol)
    {
        var tokens = new TokenQueue(_fixture.NewToken());
        var report = await new ConnectionTester().TestAsync(_fixture.Account(), protocol, tokens);
        Assert.Equal(Problems.CertificateUntrusted, report.Problem);
        Assert.Equal(ConnectionStepKind.Tls, report.Steps[^1].Kind);
        Assert.Contains("OAuthMail test authority", report.ToText());
        Assert.Contains("127.0.0.1", report.Steps[^1].Detail);
        Assert.Empty(tokens.Requests);
    }

    [Fact]
    public async Task Certificate_problems_are_distinguished()
    {
        var authority = _fixture.Host.CertificateAuthority;
        using var other = authority.IssueServerCertificate(["mail.example.net", "10.1.2.3"]);
        using var ended = authority.IssueServerCertificate(
            ["127.0.0.1"], DateTimeOffset.UtcNow.AddHours(-20), DateTimeOffset.UtcNow.AddHours(-10));
        try
        {
            _fixture.Host.Imap.Options.Certificate = other;
            var report = await _fixture.TestAsync(MailProtocol.Imap);
            Assert.Equal(Problems.CertificateNameMismatch, report.Problem);
            Assert.Contains("for mail.example.net, 10.1.2.3", report.Steps[^1].Detail);

            _fixture.Host.Imap.Options.Certificate = ended;
            report = await _fixture.TestAsync(MailProtocol.Imap);
            Assert.Equal(Problems.CertificateExpired, report.Problem);
        }
        finally
        {
            _fixture.Host.Imap.Options.Certificate = null;
        }
    }

    [Fact]
    public async Task Rejection_by_the_callback_fails_the_test()
    {
        var tester = new ConnectionTester(new ConnectionTesterOptions { ServerCertificateValidationCallback = (_, _, _, _) => false });
        var report = await tester.TestAsync(_fixture.Account(), MailProtocol.Pop3, new TokenQueue(_fixture.NewToken()));
        Assert.Equal(ConnectionStepKind.Tls, report.Steps[^1].Kind);
        Assert.Equal(ProblemKind.Security, report.Problem?.Kind);
    }

    [Theory]
    [InlineData(MailProtocol.Smtp, "220 mail\r\n", "250-mail\r\n250 AUTH XOAUTH2\r\n", false)]
    [InlineData(MailProtocol.Imap, "* OK [CAPABILITY STARTTLS] hi\r\n", "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\nA001 OK done\r\n", false)]
    [InlineData(MailProtocol.Pop3, "+OK hi\r\n", "+OK\r\nSASL XOAUTH2\r\n.\r\n", false)]
    [InlineData(MailProtocol.Smtp, "220 mail\r\n", "250-mail\r\n250 STARTTLS\r\n", true)]
    [InlineData(MailProtocol.Imap, "* OK hi\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\nA001 OK done\r\n", true)]
    [InlineData(MailProtocol.Pop3, "+OK hi\r\n", "+OK\r\nSTLS\r\n.\r\n", true)]
    public async Task No_token_is_acquired_or_sent_without_TLS(MailProtocol protocol, string greeting, string capabilities, bool refuses)
    {
        var refusal = protocol switch
        {
            MailProtocol.Smtp => "454 4.7.0 TLS not available\r\n",
            MailProtocol.Imap => "A002 BAD no\r\n",
            _ => "-ERR no\r\n",
        };
        await using var server = new ScriptedMailPeer(
            TlsMode.StartTls, null, Script(greeting, capabilities, refusal));
        var tokens = new TokenQueue(_fixture.NewToken());
        var report = await new ConnectionTester(_fixture.TesterOptions)
            .TestAsync(ConnectionFixture.AccountAt(server.Endpoint), protocol, tokens);
        Assert.Equal(ConnectionStepKind.StartTls, report.Steps[^1].Kind);
        if (!refuses) Assert.Equal(Problems.StartTlsMissing, report.Problem);
        Assert.Empty(tokens.Requests);
        Assert.DoesNotContain("AUTH", Encoding.ASCII.GetString(server.Received.ToArray()));
    }

    [Theory]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Port_without_implicit_TLS_is_reported(MailProtocol protocol)
    {
        await using var server = new ScriptedMailPeer(
            TlsMode.Implicit, null, new MailPeerScript().Send("220 A greeting without TLS").Close());
        var report = await new ConnectionTester(_fixture.TesterOptions)
            .TestAsync(ConnectionFixture.AccountAt(server.Endpoint), protocol, new TokenQueue(_fixture.NewToken()));
        Assert.Equal(ConnectionStepKind.Tls, report.Steps[^1].Kind);
        Assert.Equal(Problems.TlsFailed, report.Problem);
    }

    [Theory]
    [InlineData(MailProtocol.Smtp, "HTTP/1.1 400 Bad Request\r\n")]
    [InlineData(MailProtocol.Imap, "220 smtp\r\n")]
    [InlineData(MailProtocol.Imap, "* PREAUTH hello\r\n")]
    [InlineData(MailProtocol.Pop3, "* OK imap\r\n")]
    [InlineData(MailProtocol.Smtp, "\0\u0001\u001b[2J\r\n")]
    public async Task Control_characters_in_replies_are_replaced(MailProtocol protocol, string garbage)
    {
        await using var server = new ScriptedMailPeer(TlsMode.Implicit, _fixture.Host.CertificateAuthority, Script(garbage));
        var report = await new ConnectionTester(_fixture.TesterOptions)
            .TestAsync(ConnectionFixture.AccountAt(server.Endpoint), protocol, new TokenQueue(_fixture.NewToken()));
        Assert.Equal(Problems.ServerReplyInvalid, report.Problem);
        Assert.Equal(ConnectionStepKind.Greeting, report.Steps[^1].Kind);
        Assert.DoesNotContain('\u001b', report.ToText());
        Assert.Single(report.Steps[^1].ServerWords);
    }

    [Theory]
    [InlineData(MailProtocol.Smtp, "220 ")]
    [InlineData(MailProtocol.Imap, "* OK ")]
    [InlineData(MailProtocol.Pop3, "+OK ")]
    public async Task Endless_lines_and_replies_fail_the_test(MailProtocol protocol, string start)
    {
        var line = Encoding.ASCII.GetBytes(start + new string('x', 100_000));
        await using (
            var server = new ScriptedMailPeer(TlsMode.Implicit, _fixture.Host.CertificateAuthority, new MailPeerScript().SendRaw(line)))
        {
            var report = await new ConnectionTester(_fixture.TesterOptions)
                .TestAsync(ConnectionFixture.AccountAt(server.Endpoint), protocol, new TokenQueue(_fixture.NewToken()));
            Assert.Equal(Problems.ServerReplyInvalid, report.Problem);
        }

        var (greeting, many) = protocol switch
        {
            MailProtocol.Smtp => ("220 x\r\n", "250-x\r\n"),
            MailProtocol.Imap => ("* OK x\r\n", "* OK x\r\n"),
            _ => ("+OK\r\n", "+OK\r\n"),
        };
        var lines = string.Concat(Enumerable.Repeat(many, 5000));
        await using (var server = new ScriptedMailPeer(TlsMode.Implicit, _fixture.Host.CertificateAuthority, Script(greeting, lines)))
        {
            var report = await new ConnectionTester(_fixture.TesterOptions)
                .TestAsync(ConnectionFixture.AccountAt(server.Endpoint), protocol, new TokenQueue(_fixture.NewToken()));
            Assert.Equal(Problems.ServerReplyInvalid, report.Problem);
            Assert.True(report.Steps[^1].ServerWords.Count <= 600);
        }
    }

    /// <summary>Sends the first reply immediately, and one further reply for each received command.</summary>
    private static MailPeerScript Script(params string[] texts) =>
        texts.Skip(1).Aggregate(
            new MailPeerScript().SendRaw(Encoding.UTF8.GetBytes(texts[0])), (script, text) =>
                script.Read().SendRaw(Encoding.UTF8.GetBytes(text)));
}
