using System.Text;

namespace OAuthMail.Tests.ConnectionTest;

public class HappyPathTests : IClassFixture<ConnectionFixture>
{
    private readonly ConnectionFixture _fixture;

    public HappyPathTests(ConnectionFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    public static TheoryData<MailProtocol, TlsMode, OAuthMechanism, bool?> Ways
    {
        get
        {
            var ways = new TheoryData<MailProtocol, TlsMode, OAuthMechanism, bool?>();
            foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
                foreach (var tls in new[] { TlsMode.Implicit, TlsMode.StartTls })
                    foreach (var mechanism in new[] { OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer })
                        foreach (var initial in new bool?[] { null, true, false })
                            ways.Add(protocol, tls, mechanism, initial);
            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_step_passes(MailProtocol protocol, TlsMode tls, OAuthMechanism mechanism, bool? initial)
    {
        var token = _fixture.NewToken();
        var options = new ConnectionTestOptions { Mechanism = mechanism, InitialResponse = initial };
        var report = await _fixture.TestAsync(protocol, tls, new TokenQueue(token), options);

        Assert.True(report.Succeeded, report.ToText());
        Assert.Null(report.Problem);
        Assert.All(report.Steps, step => Assert.NotEqual(ConnectionStepOutcome.Failed, step.Outcome));
        ConnectionStepKind[] startTls =
            [ConnectionStepKind.Greeting, ConnectionStepKind.Capabilities, ConnectionStepKind.StartTls, ConnectionStepKind.Tls];
        ConnectionStepKind[] expected =
        [
            ConnectionStepKind.NameResolution, ConnectionStepKind.Connect,
            .. tls == TlsMode.Implicit ? [ConnectionStepKind.Tls, ConnectionStepKind.Greeting] : startTls,
            ConnectionStepKind.Capabilities, ConnectionStepKind.Token, ConnectionStepKind.Claims,
            ConnectionStepKind.Authenticate, ConnectionStepKind.OpenMailbox,
        ];
        Assert.Equal(expected, report.Steps.Select(step => step.Kind));

        var login = _fixture.Server(protocol).Logins[^1];
        Assert.Equal(token.Value, login.Token);
        Assert.Equal(mechanism == OAuthMechanism.XOAuth2 ? "XOAUTH2" : "OAUTHBEARER", login.Mechanism);

        // In SMTP, the token makes the line longer than 512 octets. The IMAP server offers SASL-IR. POP3 always uses two lines.
        Assert.Equal(
            protocol switch { MailProtocol.Smtp => initial ?? false, MailProtocol.Imap => initial ?? true, _ => false },
            login.InitialResponse);
        if (mechanism == OAuthMechanism.OAuthBearer) Assert.Equal(report.Endpoint.Port, login.Port);
        Assert.DoesNotContain(token.Value, report.ToText());
    }

    [Fact]
    public async Task Short_token_is_sent_as_an_initial_response()
    {
        _fixture.Host.Smtp.Faults.RejectAllTokens();
        var token = new AccessToken("short-opaque-token", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        var report = await _fixture.TestAsync(MailProtocol.Smtp, tokens: new TokenQueue(token));
        Assert.True(_fixture.Host.Smtp.Logins[^1].InitialResponse);
        Assert.Equal(ConnectionStepOutcome.Skipped, report.Steps.First(step => step.Kind == ConnectionStepKind.Claims).Outcome);
    }

    [Fact]
    public async Task IMAP_without_SASL_IR_receives_the_login_message_on_a_separate_line()
    {
        _fixture.Host.Imap.Options.OfferInitialResponse = false;
        try
        {
            var report = await _fixture.TestAsync(MailProtocol.Imap);
            Assert.True(report.Succeeded, report.ToText());
            Assert.False(_fixture.Host.Imap.Logins[^1].InitialResponse);
        }
        finally
        {
            _fixture.Host.Imap.Options.OfferInitialResponse = true;
        }
    }

    [Theory]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Sent_message_is_fetched_unchanged(MailProtocol reading)
    {
        var id = $"<{Guid.NewGuid():N}@example.com>";
        var message = Encoding.UTF8.GetBytes($"From: a\r\nMESSAGE-ID:\r\n {id}\r\nSubject: dots\r\n\r\n.\r\n..two\r\n.grüße\r\nend\r\n");
        var sent = await _fixture.TestAsync(MailProtocol.Smtp, options: new ConnectionTestOptions { MessageToSend = message });
        Assert.True(sent.Succeeded, sent.ToText());
        Assert.StartsWith("250 2.0.0 OK, queued", sent.Steps[^1].ServerWords[^1]);
        Assert.Contains(
            _fixture.Host.Smtp.Transcripts[^1].ClientLines,
            line => line.EndsWith($"SIZE={message.Length} BODY=8BITMIME", StringComparison.Ordinal));

        var read = await _fixture.TestAsync(reading, options: new ConnectionTestOptions { FetchMessageId = id });
        Assert.True(read.Succeeded, read.ToText());
        Assert.Equal(message, read.FetchedMessage);
    }

    [Fact]
    public async Task Lone_CR_and_LF_are_sent_as_CR_LF()
    {
        var id = $"<{Guid.NewGuid():N}@example.com>";
        var message = Encoding.ASCII.GetBytes($"Message-ID: {id}\n\nline\r.\nlast");
        await _fixture.TestAsync(MailProtocol.Smtp, options: new ConnectionTestOptions { MessageToSend = message });
        var read = await _fixture.TestAsync(MailProtocol.Imap, options: new ConnectionTestOptions { FetchMessageId = id });
        Assert.Equal($"Message-ID: {id}\r\n\r\nline\r\n.\r\nlast\r\n", Encoding.ASCII.GetString(read.FetchedMessage!));
    }

    [Fact]
    public async Task Envelope_is_reset_without_a_message()
    {
        await _fixture.TestAsync(MailProtocol.Smtp);
        var lines = _fixture.Host.Smtp.Transcripts[^1].ClientLines;
        Assert.Equal(["MAIL FROM:<alice@example.com>", "RCPT TO:<alice@example.com>", "RSET", "QUIT"], lines.Skip(lines.Count - 4));
    }

    [Fact]
    public async Task Folder_with_special_characters_can_be_opened()
    {
        _fixture.Host.Mailboxes.Find(ConnectionFixture.Address)!.CreateFolder("Entwürfe & \"日本\"");
        var report = await _fixture.TestAsync(MailProtocol.Imap, options: new ConnectionTestOptions { Folder = "Entwürfe & \"日本\"" });
        Assert.True(report.Succeeded, report.ToText());
    }

    [Fact]
    public async Task Missing_message_is_reported()
    {
        foreach (var protocol in new[] { MailProtocol.Imap, MailProtocol.Pop3 })
        {
            var report = await _fixture.TestAsync(
                protocol, options: new ConnectionTestOptions { FetchMessageId = "<nowhere@example.com>" });
            Assert.Equal("message-not-found", report.Problem?.Code);
            Assert.Null(report.FetchedMessage);
        }
    }

    [Fact]
    public async Task Message_over_the_limit_is_not_fetched()
    {
        var id = $"<{Guid.NewGuid():N}@example.com>";
        _fixture.Host.Mailboxes.Deliver(
            ConnectionFixture.Address, Encoding.ASCII.GetBytes($"Message-ID: {id}\r\n\r\n{new string('x', 5000)}\r\n"));
        foreach (var protocol in new[] { MailProtocol.Imap, MailProtocol.Pop3 })
        {
            var report = await _fixture.TestAsync(protocol, options: new ConnectionTestOptions { FetchMessageId = id, FetchLimit = 4000 });
            Assert.Equal("fetch-too-large", report.Problem?.Code);
        }
    }

    [Fact]
    public async Task Progress_reports_each_completed_step()
    {
        var seen = new Seen();
        var report = await _fixture.TestAsync(MailProtocol.Pop3, options: new ConnectionTestOptions { Progress = seen });
        Assert.Equal(report.Steps, seen.Steps);
    }

    private sealed class Seen : IProgress<ConnectionStep>
    {
        public List<ConnectionStep> Steps { get; } = [];

        public void Report(ConnectionStep value) => Steps.Add(value);
    }
}
