using System.Text;

namespace OAuthMail.Testing.Tests.Mail;

public sealed class SmtpServerTests : SmtpTests
{
    [Fact]
    public async Task EHLO_offers_STARTTLS_before_TLS_and_AUTH_after_it()
    {
        await using var client = await LineClient.ConnectAsync(Server.StartTls, Bench.Authority);
        Assert.StartsWith("220 ", await client.ReadAsync());
        var clear = await EhloAsync(client);
        Assert.Contains(clear, l => l[4..] == "STARTTLS");
        Assert.DoesNotContain(clear, l => l[4..].StartsWith("AUTH", StringComparison.Ordinal));
        Assert.Equal("530 5.7.0 Must issue a STARTTLS command first", await client.AskAsync("AUTH XOAUTH2"));
        Assert.StartsWith("530 ", await client.AskAsync("MAIL FROM:<alice@example.com>"));

        Assert.StartsWith("220 ", await client.AskAsync("STARTTLS"));
        await client.StartTlsAsync(Bench.Authority);
        Assert.StartsWith("503 ", await client.AskAsync("AUTH XOAUTH2"));
        var secure = await EhloAsync(client);
        Assert.Contains(secure, l => l[4..] == "AUTH XOAUTH2 OAUTHBEARER");
        Assert.DoesNotContain(secure, l => l[4..] == "STARTTLS");
        Assert.StartsWith("503 ", await client.AskAsync("STARTTLS"));
    }

    [Fact]
    public async Task Commands_pipelined_after_STARTTLS_are_discarded()
    {
        await using var client = await LineClient.ConnectAsync(Server.StartTls, Bench.Authority);
        await client.ReadAsync();
        await EhloAsync(client);
        await client.SendAsync("STARTTLS\r\nNOOP\r\nNOOP\r\n");
        Assert.StartsWith("220 ", await client.ReadAsync());
        await client.StartTlsAsync(Bench.Authority);
        Assert.StartsWith("250 127.0.0.1", await client.AskAsync("HELO me"));
    }

    [Fact]
    public async Task An_injected_reply_is_sent_before_the_handshake()
    {
        Server.Faults.InjectedBeforeTls = "250 AUTH PLAIN";
        await using var client = await LineClient.ConnectAsync(Server.StartTls, Bench.Authority);
        await client.ReadAsync();
        await EhloAsync(client);
        Assert.StartsWith("220 ", await client.AskAsync("STARTTLS"));
        Assert.Equal("250 AUTH PLAIN", await client.ReadAsync());
        await client.StartTlsAsync(Bench.Authority);
        Assert.StartsWith("250 ", await client.AskAsync("NOOP"));
    }

    [Theory]
    [InlineData("XOAUTH2", true)]
    [InlineData("XOAUTH2", false)]
    [InlineData("OAUTHBEARER", true)]
    [InlineData("oauthbearer", false)]
    public async Task A_valid_token_logs_in_and_a_message_is_delivered_byte_for_byte(string mechanism, bool oneLine)
    {
        await using var client = await ReadyAsync();
        var response = Response(mechanism, MailBench.AliceToken);
        if (oneLine)
        {
            Assert.Equal("235 2.7.0 Authentication successful", await client.AskAsync($"AUTH {mechanism} {response}"));
        }
        else
        {
            Assert.Equal("334 ", await client.AskAsync("AUTH " + mechanism));
            Assert.Equal("235 2.7.0 Authentication successful", await client.AskAsync(response));
        }

        Assert.StartsWith("503 ", await client.AskAsync("AUTH XOAUTH2"));
        await SendMessageAsync(client);
        Assert.StartsWith("250 ", await client.ReadAsync());
        Assert.StartsWith("221 ", await client.AskAsync("QUIT"));
        Assert.Null(await client.ReadAsync());

        var stored = Assert.Single(Bench.Store.Find(MailBench.Bob)!.Inbox.Messages);
        Assert.Equal(MailBench.Message, stored.Text);
        Assert.Equal(1, Server.AcceptedLogins);
        var login = Assert.Single(Server.Logins);
        Assert.Equal((oneLine, MailBench.Alice, MailBench.AliceToken), (login.InitialResponse, login.User, login.Token));
        Assert.True(login.Succeeded);
        var text = Server.Transcripts[0].ToString();
        Assert.DoesNotContain(MailBench.AliceToken, text, StringComparison.Ordinal);
        Assert.DoesNotContain(response, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelined_commands_are_answered_in_order()
    {
        await using var client = await LoggedInAsync();
        await client.SendAsync(
            "MAIL FROM:<alice@example.com> SIZE=100 BODY=8BITMIME\r\n"
            + "RCPT TO:<nobody@example.com>\r\nRCPT TO:<BOB@example.com>\r\nDATA\r\n");
        Assert.StartsWith("250 2.1.0", await client.ReadAsync());
        Assert.StartsWith("550 5.1.1", await client.ReadAsync());
        Assert.StartsWith("250 2.1.5", await client.ReadAsync());
        Assert.StartsWith("354 ", await client.ReadAsync());
    }

    [Theory]
    [InlineData("XOAUTH2", "", true)]
    [InlineData("OAUTHBEARER", "AQ==", true)]
    [InlineData("OAUTHBEARER", "", false)]
    [InlineData("XOAUTH2", "*", false)]
    public async Task A_rejected_token_is_challenged_and_the_answer_is_checked(string mechanism, string answer, bool right)
    {
        Options.OpenIdConfiguration = "https://login.example.com/.well-known/openid-configuration";
        await using var client = await ReadyAsync();
        var challenge = await client.AskAsync($"AUTH {mechanism} {Response(mechanism, MailBench.EndedToken)}");
        Assert.StartsWith("334 ", challenge);
        Assert.Equal(
            """{"status":"invalid_token","scope":"mail","openid-configuration":"""
            + "\"https://login.example.com/.well-known/openid-configuration\"}",
            MailBench.Unbase64(challenge![4..]));
        Assert.StartsWith("535 5.7.8", await client.AskAsync(answer));
        Assert.StartsWith("250 ", await client.AskAsync("NOOP"));
        var login = Assert.Single(Server.Logins);
        Assert.Equal((true, (bool?)right), (login.Challenged, login.ChallengeAnswered));
        Assert.Equal(1, Server.RejectedLogins);
    }

    [Fact]
    public async Task Google_sends_its_own_challenge()
    {
        Options.Dialect = MailDialect.Google;
        await using var client = await ReadyAsync();
        var challenge = await client.AskAsync("AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, "unknown"));
        Assert.Equal("334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==", challenge);
        Assert.StartsWith("535-5.7.8 ", await client.AskAsync(""));
        Assert.StartsWith("535 5.7.8 ", await client.ReadAsync());
    }

    [Fact]
    public async Task Exchange_rejects_without_a_challenge_and_rejects_foreign_senders()
    {
        Options.Dialect = MailDialect.Exchange;
        await using var client = await ReadyAsync();
        Assert.StartsWith(
            "535 5.7.3 Authentication unsuccessful [", await client.AskAsync(
                "AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, "unknown")));
        Assert.StartsWith("530 5.7.57 ", await client.AskAsync("MAIL FROM:<alice@example.com>"));
        Assert.StartsWith("235 ", await client.AskAsync("AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken)));
        Assert.StartsWith("550 5.7.60 SMTP; Client does not have permissions", await client.AskAsync("MAIL FROM:<bob@example.com>"));
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<alias@example.com>"));
        Assert.StartsWith("250 ", await client.AskAsync("RSET"));
        Bench.Store.Find(MailBench.Alice)!.AllowSendAs(MailBench.Bob);
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<bob@example.com>"));
    }

    [Theory]
    [InlineData("AUTH", "501 5.5.4")]
    [InlineData("AUTH PLAIN AGEAYg==", "504 5.5.4")]
    [InlineData("AUTH XOAUTH2 not-base64!", "501 5.5.2")]
    [InlineData("AUTH XOAUTH2 dXNlcg", "501 5.5.2")]
    [InlineData("MAIL TO:<x@y>", "530 5.7.0")]
    [InlineData("STUFF", "500 5.5.1")]
    [InlineData("VRFY bob", "252 ")]
    [InlineData("EHLO", "501 ")]
    public async Task Invalid_commands_receive_their_reply_codes(string command, string reply)
    {
        await using var client = await ReadyAsync();
        Assert.StartsWith(reply, await client.AskAsync(command));
        Assert.StartsWith("250 ", await client.AskAsync("NOOP"));
    }

    [Theory]
    [InlineData("MAIL alice@example.com", "501 5.1.7")]
    [InlineData("MAIL FROM:<alice@example.com> SIZE=99999999999", "552 5.3.4")]
    [InlineData("MAIL FROM:<alice@example.com> FOO=1", "555 5.5.4")]
    [InlineData("MAIL FROM:<bob@example.com>", "553 5.7.1")]
    [InlineData("RCPT TO:<bob@example.com>", "503 ")]
    [InlineData("DATA", "503 ")]
    public async Task Invalid_envelopes_receive_their_reply_codes(string command, string reply)
    {
        await using var client = await LoggedInAsync();
        Assert.StartsWith(reply, await client.AskAsync(command));
    }

    [Fact]
    public async Task A_cancelled_exchange_is_answered_with_501_and_the_next_one_succeeds()
    {
        await using var client = await ReadyAsync();
        Assert.Equal("334 ", await client.AskAsync("AUTH XOAUTH2"));
        Assert.StartsWith("501 ", await client.AskAsync("*"));
        Assert.StartsWith("235 ", await client.AskAsync("AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken)));
    }

    [Fact]
    public async Task A_strict_server_rejects_a_long_AUTH_line_and_accepts_two_steps()
    {
        Options.AuthLineLimit = 512;
        Options.CommandLineLimit = 512;
        var token = new string('t', 2000);
        Bench.Tokens.Add(token, MailBench.Alice);
        await using var client = await ReadyAsync();
        Assert.Equal(
            "500 5.5.6 Authentication exchange line is too long", await client.AskAsync(
                "AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, token)));
        Assert.StartsWith("500 ", await client.AskAsync("NOOP " + new string('x', 600)));
        Assert.Equal("334 ", await client.AskAsync("AUTH XOAUTH2"));
        Assert.StartsWith("235 ", await client.AskAsync(MailBench.XOAuth2(MailBench.Alice, token)));
    }

    [Fact]
    public async Task A_response_longer_than_12288_bytes_is_rejected()
    {
        await using var client = await ReadyAsync();
        Assert.Equal("334 ", await client.AskAsync("AUTH XOAUTH2"));
        Assert.StartsWith("500 5.5.6", await client.AskAsync(new string('A', 12288)));
        Assert.StartsWith("250 ", await client.AskAsync("NOOP"));
    }

    [Fact]
    public async Task A_lone_line_feed_does_not_end_the_message()
    {
        await using var client = await LoggedInAsync();
        await EnvelopeAsync(client);
        await client.SendAsync("A: b\r\n\r\none\n.\nMAIL FROM:<alice@example.com>\r\n.\r\n");
        Assert.StartsWith("250 ", await client.ReadAsync());
        Assert.StartsWith("250 ", await client.AskAsync("NOOP"));
        Assert.Equal(
            "A: b\r\n\r\none\r\n.\r\nMAIL FROM:<alice@example.com>\r\n",
            Assert.Single(Bench.Store.Find(MailBench.Bob)!.Inbox.Messages).Text);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_read_and_rejected()
    {
        Options.MaxMessageSize = 1000;
        await using var client = await LoggedInAsync();
        await EnvelopeAsync(client);
        await client.SendAsync(new string('x', 900) + "\r\n" + new string('y', 5000) + "\r\nz\r\n.\r\n");
        Assert.StartsWith("552 5.3.4", await client.ReadAsync());
        Assert.StartsWith("250 ", await client.AskAsync("NOOP"));
        Assert.Empty(Bench.Store.Find(MailBench.Bob)!.Inbox.Messages);
    }

    [Fact]
    public async Task Many_clients_deliver_their_messages_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            await using var client = await LoggedInAsync();
            await EnvelopeAsync(client);
            await client.SendAsync($"Subject: {i}\r\n\r\n.\r\n");
            Assert.StartsWith("250 ", await client.ReadAsync());
        }));
        Assert.Equal(24, Bench.Store.Find(MailBench.Bob)!.Inbox.Messages.Select(m => m.Text).Distinct().Count());
        Assert.Equal((24, 24), (Server.Connections, Server.AcceptedLogins));
        Assert.Equal(Enumerable.Range(1, 24), Server.Transcripts.Select(t => t.Number));
    }

    [Fact]
    public async Task The_offered_mechanisms_can_be_set()
    {
        Options.Mechanisms = ["PLAIN", "OAUTHBEARER"];
        await using var client = await LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority);
        await client.ReadAsync();
        Assert.Contains(await EhloAsync(client), l => l[4..] == "AUTH PLAIN OAUTHBEARER");
        Assert.StartsWith("504 ", await client.AskAsync("AUTH XOAUTH2"));
        Assert.StartsWith("504 ", await client.AskAsync("AUTH PLAIN"));
        Options.Mechanisms = null;
        Options.Dialect = MailDialect.Exchange;
        Assert.Contains(await EhloAsync(client), l => l[4..] == "AUTH XOAUTH2");
    }

    [Fact]
    public async Task Eight_bit_content_is_stored_unchanged()
    {
        await using var client = await LoggedInAsync();
        await EnvelopeAsync(client);
        await client.SendAsync("Subject: Grüße\r\n\r\n..\r\n.\r\n");
        Assert.StartsWith("250 ", await client.ReadAsync());
        Assert.Equal(
            Encoding.UTF8.GetBytes("Subject: Grüße\r\n\r\n.\r\n"), Bench.Store.Find(MailBench.Bob)!.Inbox.Messages[0].Content.ToArray());
    }

    private static string Response(string mechanism, string token) =>
        mechanism.Equals("XOAUTH2", StringComparison.OrdinalIgnoreCase)
            ? MailBench.XOAuth2(MailBench.Alice, token)
            : MailBench.OAuthBearer(MailBench.Alice, token);
}
