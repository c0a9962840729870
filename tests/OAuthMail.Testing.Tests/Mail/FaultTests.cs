using System.Net.Sockets;
using System.Security.Authentication;

namespace OAuthMail.Testing.Tests.Mail;

public sealed class FaultTests : MailServerTests<SmtpTestServer, SmtpTestServerOptions>
{
    public FaultTests()
        : base((bench, options) => new SmtpTestServer(bench.Store, bench.Tokens, bench.Authority, options))
    {
    }

    [Fact]
    public async Task Only_the_specified_number_of_tokens_is_rejected()
    {
        Server.Faults.RejectNextTokens(
            2, new TokenRejection { Challenge = false, Text = "535 5.7.139 Authentication unsuccessful, try later" });
        await using var client = await ConnectedAsync();
        Assert.Equal("535 5.7.139 Authentication unsuccessful, try later", await client.AskAsync("AUTH XOAUTH2 " + GoodToken));
        Assert.StartsWith("535 5.7.139", await client.AskAsync("AUTH XOAUTH2 " + GoodToken));
        Assert.StartsWith("235 ", await client.AskAsync("AUTH XOAUTH2 " + GoodToken));
        Assert.Equal((1, 2), (Server.AcceptedLogins, Server.RejectedLogins));
    }

    [Fact]
    public async Task A_token_a_user_or_all_tokens_are_rejected_until_the_faults_are_cleared()
    {
        Bench.Tokens.Add("other-token", MailBench.Alice);
        var other = MailBench.XOAuth2(MailBench.Alice, "other-token");
        var direct = new TokenRejection { Challenge = false };
        await using var client = await ConnectedAsync();
        Server.Faults.RejectToken(MailBench.AliceToken, new TokenRejection { Challenge = true, ChallengeJson = """{"status":"401"}""" });
        Assert.Equal("""{"status":"401"}""", MailBench.Unbase64((await client.AskAsync("AUTH XOAUTH2 " + GoodToken))![4..]));
        Assert.StartsWith("535 ", await client.AskAsync(""));
        Server.Faults.RejectUser(MailBench.Alice.ToUpperInvariant(), direct);
        Assert.StartsWith("535 ", await client.AskAsync("AUTH XOAUTH2 " + other));
        Server.Faults.Clear();
        Server.Faults.RejectAllTokens(new TokenRejection { Challenge = false, Closes = true });
        Assert.StartsWith("535 ", await client.AskAsync("AUTH XOAUTH2 " + other));
        Assert.Null(await client.ReadAsync());
        Server.Faults.Clear();
        await using var second = await ConnectedAsync();
        Assert.StartsWith("235 ", await second.AskAsync("AUTH XOAUTH2 " + other));
    }

    [Theory]
    [InlineData(MailStage.AuthBegin, 0)]
    [InlineData(MailStage.AuthMiddle, 1)]
    [InlineData(MailStage.AuthEnd, 2)]
    public async Task A_connection_can_be_cut_before_during_and_after_AUTH(MailStage stage, int answers)
    {
        Server.Faults.At(stage, MailFault.Cut());
        await using var client = await ConnectedAsync();
        var first = await client.AskAsync("AUTH XOAUTH2");
        Assert.Equal(answers > 0 ? "334 " : null, first);
        if (answers == 0) return;
        Assert.Equal(answers > 1, (await client.AskAsync(GoodToken))?.StartsWith("235 ", StringComparison.Ordinal) == true);
        Assert.Null(await client.ReadAsync());
    }

    [Theory]
    [InlineData(MailStage.Data, 0)]
    [InlineData(MailStage.DataEnd, 0)]
    [InlineData(MailStage.DataTaken, 1)]
    public async Task A_cut_in_DATA_leaves_no_reply_and_the_message_stored_or_not(MailStage stage, int taken)
    {
        Server.Faults.At(stage, MailFault.Cut());
        await using var client = await LoggedInAsync();
        await SendAsync(client);
        Assert.Null(await client.ReadAsync());
        Assert.Equal(taken, Bench.Store.Find(MailBench.Bob)!.Inbox.Messages.Count);
    }

    [Fact]
    public async Task A_reply_after_the_dot_rejects_the_message_and_replies_to_commands_can_be_replaced()
    {
        await using var client = await LoggedInAsync();
        Server.Faults.At(MailStage.DataEnd, MailFault.Reply("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"));
        await SendAsync(client);
        Assert.StartsWith("432 4.3.2", await client.ReadAsync());
        Assert.Empty(Bench.Store.Find(MailBench.Bob)!.Inbox.Messages);
        Server.Faults.On("mail", MailFault.Reply("451 4.7.0 Temporary server error. Please try again later. PRX2"), times: 2);
        Assert.StartsWith("451 4.7.0", await client.AskAsync("MAIL FROM:<alice@example.com>"));
        Assert.StartsWith("451 4.7.0", await client.AskAsync("MAIL FROM:<alice@example.com>"));
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<alice@example.com>"));
        Server.Faults.On(
            "RCPT", MailFault.ReplyAndClose("421 4.4.2 Message submission rate for this client has exceeded the configured limit"));
        Assert.StartsWith("421 4.4.2", await client.AskAsync("RCPT TO:<bob@example.com>"));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task A_held_login_continues_when_the_gate_is_opened()
    {
        var gate = new MailGate();
        Server.Faults.At(MailStage.AuthMiddle, MailFault.Hold(gate));
        await using var client = await ConnectedAsync();
        await client.LineAsync("AUTH XOAUTH2 " + GoodToken);
        await gate.Reached.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((1, 0), (gate.Arrivals, Server.AcceptedLogins));
        gate.Open();
        Assert.StartsWith("235 ", await client.ReadAsync());
    }

    [Fact]
    public async Task A_greeting_can_be_replaced()
    {
        Server.Faults.At(MailStage.Greeting, MailFault.Reply("421 4.3.2 Service not available"));
        await using var client = await LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority);
        Assert.Equal("421 4.3.2 Service not available", await client.ReadAsync());
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task The_connection_limit_of_a_mailbox_applies_until_a_connection_is_closed()
    {
        Server.Faults.MaxConnectionsPerMailbox = 1;
        await using var first = await LoggedInAsync();
        await using var second = await ConnectedAsync();
        Assert.StartsWith("432 4.3.2 Concurrent connections limit exceeded", await second.AskAsync("AUTH XOAUTH2 " + GoodToken));
        await first.AskAsync("QUIT");
        Assert.StartsWith("235 ", await second.AskAsync("AUTH XOAUTH2 " + GoodToken));
    }

    [Fact]
    public async Task An_expired_or_foreign_certificate_is_rejected_by_the_client()
    {
        using var expired = Bench.Authority.IssueServerCertificate(
            ["127.0.0.1"], DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddHours(-1));
        using var foreign = Bench.Authority.IssueServerCertificate(["mail.example.com"]);
        Options.Certificate = expired;
        await Assert.ThrowsAsync<AuthenticationException>(() => LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority));
        Options.Certificate = foreign;
        await Assert.ThrowsAsync<AuthenticationException>(() => LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority));
        Options.Certificate = null;
        await using var client = await LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority);
        Assert.StartsWith("220 ", await client.ReadAsync());
    }

    [Fact]
    public async Task A_silent_client_is_disconnected_after_the_time_out()
    {
        var time = new ManualTimeProvider();
        var options = new ImapTestServerOptions { TimeProvider = time, IdleTimeout = TimeSpan.FromMinutes(3) };
        using var imap = new ImapTestServer(Bench.Store, Bench.Tokens, Bench.Authority, options);
        await using var client = await LineClient.ConnectAsync(imap.ImplicitTls, Bench.Authority);
        await client.ReadAsync();
        var ended = client.ReadAsync();
        // The clock advances while the server waits for the client, but not after the time-out, because the final reply
        // has a time-out too. The timer is read before the transcript: if the transcript does not contain the time-out
        // yet, the timer is not that of the final reply.
        while (true)
        {
            var waits = time.WaitingTimers > 0;
            if (imap.Transcripts[0].Lines.Any(l => l.Text.StartsWith("time-out", StringComparison.Ordinal))) break;
            if (waits) time.Advance(TimeSpan.FromMinutes(3));
            else await Task.Yield();
        }

        Assert.Equal("* BYE Connection is closed. 13", await ended);
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Disposing_a_server_closes_every_connection_whatever_its_state()
    {
        var imap = new ImapTestServer(Bench.Store, Bench.Tokens, Bench.Authority);
        var pop3 = new Pop3TestServer(Bench.Store, Bench.Tokens, Bench.Authority);
        var gate = new MailGate();
        imap.Faults.At(MailStage.AuthMiddle, MailFault.Hold(gate));
        await using var held = await LineClient.ConnectAsync(imap.ImplicitTls, Bench.Authority);
        await held.ReadAsync();
        await held.LineAsync("1 AUTHENTICATE XOAUTH2 " + GoodToken);
        await gate.Reached.WaitAsync(TimeSpan.FromSeconds(20));
        await using var idle = await LineClient.ConnectAsync(imap.ImplicitTls, Bench.Authority);
        await idle.ReadAsync();
        await idle.AskAsync("1 AUTHENTICATE XOAUTH2 " + GoodToken);
        Assert.Equal("+ idling", await idle.AskAsync("2 IDLE"));
        using var shaking = new TcpClient();
        await shaking.ConnectAsync(pop3.ImplicitTls.Host, pop3.ImplicitTls.Port);

        await imap.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        await pop3.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        await imap.DisposeAsync();
        Assert.Equal((0, 0), (imap.OpenConnections, pop3.OpenConnections));
        Assert.Null(await held.ReadAsync());
        Assert.Null(await idle.ReadAsync());
        await Assert.ThrowsAnyAsync<SocketException>(() => LineClient.ConnectAsync(imap.ImplicitTls, Bench.Authority));
    }

    [Fact]
    public async Task Open_connections_can_be_cut_and_new_ones_are_accepted()
    {
        await using var client = await LoggedInAsync();
        Server.CutConnections();
        Assert.Null(await client.ReadAsync());
        await using var second = await LoggedInAsync();
        Assert.StartsWith("250 ", await second.AskAsync("NOOP"));
    }

    private static async Task SendAsync(LineClient client)
    {
        await client.AskAsync("MAIL FROM:<alice@example.com>");
        await client.AskAsync("RCPT TO:<bob@example.com>");
        Assert.StartsWith("354 ", await client.AskAsync("DATA"));
        await client.SendAsync("A: b\r\n\r\ntext\r\n.\r\n");
    }

    private async Task<LineClient> ConnectedAsync()
    {
        var client = await LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority);
        await client.ReadAsync();
        await client.AskAsync("EHLO me", l => l[3] == ' ');
        return client;
    }

    private async Task<LineClient> LoggedInAsync()
    {
        var client = await ConnectedAsync();
        Assert.StartsWith("235 ", await client.AskAsync("AUTH XOAUTH2 " + GoodToken));
        return client;
    }

    [Fact]
    public void Number_of_times_needs_no_memory()
    {
        var faults = new MailFaults();
        var before = GC.GetAllocatedBytesForCurrentThread();
        faults.At(MailStage.Data, MailFault.Cut(), int.MaxValue);
        faults.RejectNextTokens(int.MaxValue);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.NotNull(faults.Take(MailStage.Data));
        Assert.NotNull(faults.RejectionFor("user", "token"));
    }
}
