using OAuthMail.MailKit.Tests.Delivery;
using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Pooling;

public sealed class PooledSendTests : SenderTest
{
    [Fact]
    public async Task Message_arrives_and_the_result_describes_its_delivery()
    {
        using var message = NewMessage();
        var result = await Sender.SendAsync("alice", message);
        Assert.Equal(
            (message.MessageId, "alice", Host.Smtp.StartTls, 1, false),
            (result.MessageId, result.Account, result.Server, result.Attempts, result.UsedBackup));
        Assert.StartsWith("2.0.0 OK", result.ServerReply, StringComparison.Ordinal);
        Assert.Null(result.FirstFailure);
        Assert.Contains("First line\r\n.dot\r\n", Assert.Single(Bob.Inbox.Messages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reused_connection_needs_no_additional_round_trips()
    {
        for (var i = 0; i < 10; i++) await SendAsync($"Pooled {i}");
        Assert.Equal((1, 1), (Host.Smtp.Connections, Host.Smtp.AcceptedLogins));

        await using var byHand = await Factory.ConnectSmtpAsync("alice");
        for (var i = 0; i < 10; i++) await byHand.Client.SendAsync(NewMessage($"By hand {i}"));
        Assert.Equal(Host.Smtp.Transcripts[1].RoundTrips, Host.Smtp.Transcripts[0].RoundTrips);
        Assert.DoesNotContain("NOOP", Host.Smtp.Transcripts[0].ClientLines);
    }

    [Fact]
    public async Task Idle_connection_is_checked_before_use()
    {
        await SendAsync("one");
        Clock.Advance(TimeSpan.FromSeconds(15));
        await SendAsync("two");
        Assert.DoesNotContain("NOOP", Host.Smtp.Transcripts[0].ClientLines);
        Clock.Advance(TimeSpan.FromSeconds(16));
        await SendAsync("three");
        Assert.Single(Host.Smtp.Transcripts[0].ClientLines, "NOOP");
        Assert.Equal(1, Host.Smtp.Connections);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task Idle_connection_that_was_lost_is_replaced_without_a_second_attempt(int idle)
    {
        await SendAsync("one");
        Host.Smtp.CutConnections();
        await UntilAsync(() => Host.Smtp.OpenConnections == 0);
        Clock.Advance(TimeSpan.FromSeconds(idle));
        var result = await SendAsync("two");
        Assert.Equal((1, 2), (result.Attempts, Host.Smtp.Connections));
        Assert.Equal([("one", 1), ("two", 1)], Arrived.Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData("421 4.4.2 Connection timed out")]
    [InlineData("421 4.3.0 Going down")]
    public async Task Idle_connection_that_the_server_closed_with_421_is_replaced_without_a_second_attempt(string lastWords)
    {
        await SendAsync("one");
        Host.Smtp.CloseConnections(lastWords);
        await UntilAsync(() => Host.Smtp.OpenConnections == 0);
        Assert.Equal(1, (await SendAsync("two")).Attempts);
        Assert.Equal(2, Arrived.Count);
    }

    [Fact]
    public async Task Connection_that_lost_its_login_is_replaced_without_a_second_attempt()
    {
        await SendAsync("one");
        Host.Smtp.Faults.On("MAIL", MailFault.Reply("530 5.7.57 Client not authenticated to send mail."));
        Assert.Equal(1, (await SendAsync("two")).Attempts);
        Assert.Equal((2, 2), (Arrived.Count, Host.Smtp.AcceptedLogins));
    }

    [Fact]
    public async Task Unused_connection_is_closed_with_QUIT_and_its_pool_is_removed()
    {
        await SendAsync();
        var before = Clock.WaitingTimers;
        Clock.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => Host.Smtp.OpenConnections == 0 && Sender.PoolCount == 0);
        Assert.Equal("QUIT", Host.Smtp.Transcripts[0].ClientLines[^1]);
        await UntilAsync(() => Clock.WaitingTimers < before);
        Assert.Equal(0, Clock.WaitingTimers);
        await SendAsync();
        Assert.Equal(2, Host.Smtp.Connections);
    }

    [Fact]
    public async Task Connection_in_regular_use_is_kept()
    {
        for (var i = 0; i < 10; i++)
        {
            await SendAsync();
            Clock.Advance(TimeSpan.FromSeconds(50));
        }

        Assert.Equal(1, Host.Smtp.Connections);
    }

    [Fact]
    public async Task Connection_whose_token_has_expired_is_replaced()
    {
        await SendAsync("one");
        for (var i = 0; i < 62; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(59));
            if (i == 60) Assert.Equal(1, Host.Smtp.Connections);
            await SendAsync("more");
        }

        Assert.Equal(2, Host.Smtp.Connections);
        Assert.Equal("QUIT", Host.Smtp.Transcripts[0].ClientLines[^1]);
        var logins = Host.Smtp.Logins;
        Assert.NotEqual(logins[0].Token, logins[1].Token);
    }

    [Fact]
    public async Task Envelope_of_the_options_replaces_the_headers_and_Bcc_is_hidden()
    {
        using var message = NewMessage();
        message.To.Clear();
        message.To.Add(new MailboxAddress("Everybody", "everybody@example.com"));
        message.Bcc.Add(new MailboxAddress("Secret", "secret@example.com"));
        Alice.AllowSendAs("bounces@example.com");
        var options = new MailSendOptions
        {
            Sender = new MailboxAddress("", "bounces@example.com"),
            Format = FormatOptions.Default.Clone(),
        };
        options.Recipients.Add(new MailboxAddress("", BobAddress));
        options.Recipients.Add(new MailboxAddress("", BobAddress.ToUpperInvariant()));
        await Sender.SendAsync("alice", message, options);

        var lines = Host.Smtp.Transcripts[0].ClientLines;
        Assert.Contains(lines, line => line.StartsWith("MAIL FROM:<bounces@example.com>", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("RCPT", StringComparison.Ordinal));
        Assert.DoesNotContain("secret@example.com", Assert.Single(Bob.Inbox.Messages).Text, StringComparison.Ordinal);
        Assert.Single(message.Bcc);
    }

    [Fact]
    public async Task Bcc_recipients_receive_the_message_without_the_header()
    {
        using var message = NewMessage();
        message.To.Clear();
        message.Bcc.Add(new MailboxAddress("", BobAddress));
        await Sender.SendAsync("alice", message);
        Assert.DoesNotContain("Bcc", Assert.Single(Bob.Inbox.Messages).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Message_without_a_Message_ID_gets_one()
    {
        using var message = NewMessage();
        message.Headers.Remove(HeaderId.MessageId);
        var result = await Sender.SendAsync(Account, message);
        Assert.Equal(message.MessageId, result.MessageId);
        Assert.Contains(result.MessageId, Bob.Inbox.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_without_sender_or_recipients_is_rejected_before_any_connection()
    {
        using var noSender = NewMessage();
        noSender.From.Clear();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Sender.SendAsync("alice", noSender));
        using var noRecipient = NewMessage();
        noRecipient.To.Clear();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Sender.SendAsync("alice", noRecipient));
        await Assert.ThrowsAsync<MailConfigurationException>(() => SendAsync(account: "nobody"));
        var receiving = CreateAccount("receiving", AliceAddress, options => options.Smtp = null);
        await Assert.ThrowsAsync<ArgumentException>(() => Sender.SendAsync(receiving, NewMessage()));
        Assert.Equal(0, Host.Smtp.Connections);
    }

    [Fact]
    public void Options_out_of_range_are_reported_together()
    {
        var options = new MailSenderOptions
        {
            IdleTimeout = TimeSpan.Zero,
            MaxConnections = 0,
            MaxAttempts = 0,
            MaxDelay = TimeSpan.FromDays(2),
            MaxMessagesPerConnection = 0,
            CheckAfter = TimeSpan.FromSeconds(-1),
            TransferTimeout = TimeSpan.Zero,
        };
        var failure = Assert.Throws<MailConfigurationException>(() => new MailSender(Factory, options));
        Assert.Equal(7, failure.Errors.Count);
    }

    [Fact]
    public async Task Disposal_closes_connections_with_QUIT_and_later_sends_throw()
    {
        await SendAsync();
        await Sender.DisposeAsync();
        await Sender.DisposeAsync();
        Sender.Dispose();
        await UntilAsync(() => Host.Smtp.OpenConnections == 0);
        Assert.Equal("QUIT", Host.Smtp.Transcripts[0].ClientLines[^1]);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => SendAsync());
    }

    [Fact]
    public async Task Synchronous_disposal_closes_connections_at_once()
    {
        await SendAsync();
        Sender.Dispose();
        Sender.Dispose();
        await UntilAsync(() => Host.Smtp.OpenConnections == 0);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => SendAsync());
    }

    [Fact]
    public async Task Log_contains_recipients_only_at_Debug_and_never_a_secret()
    {
        Host.Smtp.Options.RejectedRecipients[BobAddress] = $"450 4.2.1 <{BobAddress}> is busy";
        await Assert.ThrowsAnyAsync<OAuthMailException>(() => PassAsync(SendAsync("Secret subject")));
        Assert.Contains(Log.Lines, line => line.StartsWith("Information", StringComparison.Ordinal));
        Assert.DoesNotContain(
            Log.Lines,
            line => line.Contains("Secret subject", StringComparison.Ordinal)
                || line.Contains(Host.Smtp.Logins[0].Token!, StringComparison.Ordinal));
        Assert.DoesNotContain(
            Log.Lines, line => !line.StartsWith("Debug", StringComparison.Ordinal) && line.Contains(BobAddress, StringComparison.Ordinal));
    }
}
