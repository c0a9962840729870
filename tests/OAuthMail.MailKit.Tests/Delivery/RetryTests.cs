using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>A message that the server certainly did not accept is retried, unless the rejection is permanent.</summary>
public sealed class RetryTests : SenderTest
{
    public static TheoryData<string> Moments => ["Greeting", "AuthBegin", "AuthMiddle", "AuthEnd", "MAIL", "RCPT", "DATA"];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Connection_lost_before_the_message_is_replaced_and_one_copy_arrives(string moment)
    {
        Put(moment, MailFault.Cut());
        var result = await PassAsync(SendAsync());
        Assert.Equal(2, result.Attempts);
        Assert.Equal(1, Arrived["Hello"]);
    }

    [Theory]
    [InlineData("EHLO", "421 4.3.2 Service not available")]
    [InlineData("AUTH", "454 4.7.0 Temporary authentication failure")]
    [InlineData("AUTH", "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending.")]
    [InlineData("MAIL", "451 4.7.0 Temporary server error. Please try again later. PRX4")]
    [InlineData("RCPT", "450 4.2.1 The mailbox is receiving mail too quickly")]
    [InlineData("DATA", "421 4.4.2 Message submission rate for this client has exceeded the configured limit")]
    public async Task Transient_rejection_is_retried(string command, string reply)
    {
        Host.Smtp.Faults.On(command, MailFault.Reply(reply), command == "EHLO" ? 2 : 1);
        var result = await PassAsync(SendAsync());
        Assert.True(result.Attempts > 1);
        Assert.Equal(1, Arrived["Hello"]);
    }

    [Theory]
    [InlineData("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded")]
    [InlineData("451 4.7.0 Temporary server error. Please try again later. PRX2")]
    [InlineData("421 4.3.2 Service not available")]
    public async Task Transient_rejection_of_the_complete_message_is_retried(string reply)
    {
        Host.Smtp.Faults.At(MailStage.DataEnd, MailFault.ReplyAndClose(reply));
        Assert.Equal(2, (await PassAsync(SendAsync())).Attempts);
        Assert.Equal(1, Arrived["Hello"]);
    }

    [Fact]
    public async Task Delay_that_the_server_requests_is_respected()
    {
        Host.Smtp.Faults.On("MAIL", MailFault.Reply("451 4.7.0 Request is throttled. Suggested Backoff Time: 92415 milliseconds"));
        var sending = SendAsync();
        await UntilAsync(() => Log.Lines.Any(line => line.Contains("follows in", StringComparison.Ordinal)));
        await UntilAsync(() => Clock.TimeToNextTimer is { } next && next > TimeSpan.FromSeconds(90) && next < TimeSpan.FromSeconds(102));
        Clock.Advance(TimeSpan.FromSeconds(92));
        Assert.Equal(1, Host.Smtp.Connections);
        await PassUntilAsync(() => sending.IsCompleted, TimeSpan.FromSeconds(12));
        Assert.Equal(2, (await sending).Attempts);
    }

    [Fact]
    public async Task Requested_delay_above_MaxDelay_fails_at_once_with_RetryAfter()
    {
        Host.Smtp.Faults.On("MAIL", MailFault.Reply("451 4.7.0 Request is throttled. Suggested Backoff Time: 600000 milliseconds"));
        var failure = await Assert.ThrowsAsync<MailServerException>(() => SendAsync());
        Assert.Equal((Problems.ServerThrottles, TimeSpan.FromMinutes(10)), (failure.Problem, failure.RetryAfter));
        Assert.Empty(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Attempts_are_limited_and_the_last_failure_contains_RetryAfter()
    {
        Host.Smtp.Faults.At(MailStage.Greeting, MailFault.Cut(), 100);
        var begun = Clock.GetUtcNow();
        var failure = await Assert.ThrowsAsync<MailServerException>(() => PassAsync(SendAsync()));
        Assert.Equal(Problems.ConnectionLost, failure.Problem);
        Assert.Equal(6, Host.Smtp.Connections);
        Assert.True(failure.RetryAfter > TimeSpan.FromSeconds(20));
        Assert.InRange(Clock.GetUtcNow() - begun, TimeSpan.FromSeconds(23), TimeSpan.FromSeconds(39));
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 <bob@example.com>: no such mailbox here", "recipient-refused")]
    [InlineData("RCPT", "552 5.2.2 Mailbox full", "recipient-mailbox-full")]
    [InlineData("RCPT", "454 4.7.1 <bob@example.com>: Relay access denied", "relay-refused")]
    [InlineData("RCPT", "452 4.5.3 Error: too many recipients", "too-many-recipients")]
    [InlineData("RCPT", "452 4.5.3 Recipient limit", "too-many-recipients")]
    [InlineData("RCPT", "452 Too many recipients", "too-many-recipients")]
    [InlineData("RCPT", "552 5.5.3 Recipient limit", "too-many-recipients")]
    [InlineData("DATA", "550 5.5.3 Too many recipients", "too-many-recipients")]
    [InlineData("MAIL", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "send-as-denied")]
    [InlineData("MAIL", "553 5.7.1 Sender address rejected: not owned by the user", "send-as-denied")]
    [InlineData("RCPT", "553 5.7.1 <boss@example.com>: Sender address rejected: not owned by user alice@example.com", "send-as-denied")]
    [InlineData("MAIL", "552 5.3.4 Message size exceeds the limit", "message-too-large")]
    [InlineData("MAIL", "550 5.4.5 Daily user sending limit exceeded", "sending-limit-reached")]
    [InlineData("DATA", "554 5.6.0 No such messages here", "content-refused")]
    [InlineData("EHLO", "554 5.3.2 No service", "server-not-ready")]
    [InlineData("AUTH", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "smtp-auth-disabled-for-tenant")]
    public async Task Permanent_rejection_is_not_retried_and_contains_the_servers_reply(string command, string reply, string problem)
    {
        Host.Smtp.Faults.On(command, MailFault.Reply(reply), 10);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => SendAsync());
        Assert.Equal(problem, failure.Code);
        Assert.Contains(failure.ServerWords, words => words.Contains(reply, StringComparison.Ordinal));
        Assert.NotNull(failure.InnerException);
        Assert.Equal(1, Host.Smtp.Connections);
        Assert.Empty(Bob.Inbox.Messages);
    }

    [Theory]
    [InlineData("554 5.2.252 SendAsDenied; alice@example.com not allowed to send as bob@example.com", "send-as-denied")]
    [InlineData("430 4.2.0 STOREDRV; mailbox logon failure; MapiExceptionLogonFailed", "mailbox-permission-missing")]
    [InlineData("554 5.2.270 Message exceeds the size limit", "message-too-large")]
    public async Task Permanent_rejection_of_the_complete_message_is_not_retried(string reply, string problem)
    {
        Host.Smtp.Faults.At(MailStage.DataEnd, MailFault.Reply(reply), 10);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => SendAsync());
        Assert.Equal(problem, failure.Code);
        Assert.Single(Host.Smtp.Transcripts[0].ClientLines, "DATA");
        Assert.Empty(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task One_rejected_recipient_fails_the_message_and_keeps_the_connection()
    {
        using var message = NewMessage();
        message.Cc.Add(new MailboxAddress("", "nobody@example.com"));
        message.Cc.Add(new MailboxAddress("", AliceAddress));
        var failure = await Assert.ThrowsAsync<MailServerException>(() => Sender.SendAsync("alice", message));
        Assert.Equal(Problems.RecipientRefused, failure.Problem);
        Assert.Contains("nobody@example.com", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Bob.Inbox.Messages);
        Assert.Empty(Alice.Inbox.Messages);
        await SendAsync();
        Assert.Equal(1, Host.Smtp.Connections);
    }

    [Fact]
    public async Task Message_that_is_too_large_is_reported_as_such()
    {
        Host.Smtp.Options.MaxMessageSize = 100_000;
        using var large = LargeMessage(200_000);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => Sender.SendAsync("alice", large));
        Assert.Equal(Problems.MessageTooLarge, failure.Problem);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(100, false)]
    public async Task Rejected_token_is_renewed_once(int refusals, bool arrives)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        await AccountTokens.GetAccessTokenAsync();
        Clock.Advance(TimeSpan.FromMinutes(2));
        Host.Smtp.Faults.RejectNextTokens(refusals);
        if (arrives) Assert.Equal(1, (await SendAsync()).Attempts);
        else Assert.Equal(Problems.TokenRefused, (await Assert.ThrowsAsync<MailServerException>(() => SendAsync())).Problem);
        Assert.Equal(arrives ? 1 : 0, Bob.Inbox.Messages.Count);
        Assert.Equal(2, TokenRequests);
    }

    [Theory]
    [InlineData("Greeting")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("DATA")]
    public async Task Invalid_reply_is_not_retried(string moment)
    {
        Put(moment, MailFault.ReplyAndClose("\u0001\u0002 garbage"), 10);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => SendAsync());
        Assert.Equal(Problems.ServerReplyInvalid, failure.Problem);
        Assert.Empty(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Too_many_connections_reduce_the_limit_for_five_minutes()
    {
        Host.Smtp.Faults.MaxConnectionsPerMailbox = 2;
        var sending = Task.WhenAll(Enumerable.Range(0, 12).Select(i => SendAsync($"Number {i}")));
        await PassUntilAsync(() => sending.IsCompleted, TimeSpan.FromSeconds(8));
        await sending;
        Assert.Equal(12, Arrived.Count);
        Assert.Single(Log.Lines, line => line.Contains("because there are too many", StringComparison.Ordinal));
        Assert.Equal(3, Host.Smtp.Connections);

        // After five minutes, the configured limit applies again.
        Host.Smtp.Faults.MaxConnectionsPerMailbox = 3;
        Clock.Advance(TimeSpan.FromMinutes(5));
        var gate = new MailGate();
        Host.Smtp.Faults.At(MailStage.DataEnd, MailFault.Hold(gate), 3);
        sending = Task.WhenAll(Enumerable.Range(12, 3).Select(i => SendAsync($"Number {i}")));
        await UntilAsync(() => gate.Arrivals == 3);
        gate.Open();
        await sending;
    }

    [Fact]
    public async Task Connection_above_the_servers_limit_is_closed_after_a_rejected_MAIL()
    {
        Host.Smtp.Options.RejectExcessConnectionsAtMail = true;
        await Too_many_connections_reduce_the_limit_for_five_minutes();
    }

    [Fact]
    public async Task Server_limit_of_messages_per_connection_is_handled_with_new_connections()
    {
        Host.Smtp.Options.MaxMessagesPerConnection = 3;
        for (var i = 0; i < 10; i++) Assert.Equal(1, (await SendAsync($"Number {i}")).Attempts);
        Assert.Equal(4, Host.Smtp.Connections);
        Assert.Equal(10, Arrived.Count);
    }

    [Fact]
    public async Task Exception_of_an_attachment_is_thrown_unchanged()
    {
        var gone = new MemoryStream([1, 2, 3]);
        using var message = NewMessage();
        message.Body = new Multipart("mixed")
        {
            message.Body!,
            new MimePart("application", "octet-stream") { Content = new MimeContent(gone) },
        };
        await gone.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Sender.SendAsync("alice", message));
        await SendAsync();
        Assert.Equal(1, Host.Smtp.Connections);
    }

    private void Put(string moment, MailFault fault, int times = 1)
    {
        if (Enum.TryParse<MailStage>(moment, out var stage) && moment != "DATA") Host.Smtp.Faults.At(stage, fault, times);
        else Host.Smtp.Faults.On(moment, fault, times);
    }
}
