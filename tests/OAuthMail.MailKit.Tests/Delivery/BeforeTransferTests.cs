using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>The method that is called right before a message is transferred.</summary>
public sealed class BeforeTransferTests : SenderTest
{
    [Fact]
    public async Task Server_knows_nothing_of_the_message_before_the_method_completes()
    {
        var (called, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var sending = SendAsync(_ =>
        {
            called.SetResult();
            return go.Task;
        });
        await called.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Contains("AUTH", Assert.Single(Host.Smtp.Transcripts).Lines.Select(line => line.Text.Split(' ')[0]));
        Assert.DoesNotContain(Host.Smtp.Transcripts[0].Lines, line => line.Text.StartsWith("MAIL", StringComparison.Ordinal));
        go.SetResult();
        await sending;
        Assert.Single(Bob.Inbox.Messages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_of_the_method_ends_the_send_and_keeps_the_connection(bool ofTheLibrary)
    {
        var calls = 0;
        Exception failure = ofTheLibrary
            ? new TokenStoreException(Problems.ConnectionLost, "The queue is unavailable.")
            : new InvalidOperationException("queue");
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(_ =>
        {
            calls++;
            throw failure;
        }));
        Assert.Same(failure, thrown);
        Assert.Equal(1, calls);
        Assert.Empty(Bob.Inbox.Messages);
        await SendAsync("after");
        Assert.Equal(1, Host.Smtp.Connections);
        Assert.Single(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Method_is_called_in_every_attempt_that_reaches_the_server()
    {
        var calls = 0;
        Host.Smtp.Faults.At(MailStage.Greeting, MailFault.Cut());
        Host.Smtp.Faults.On("RCPT", MailFault.Reply(SmtpReplies.RecipientBusy));
        await PassAsync(SendAsync(_ =>
        {
            calls++;
            return Task.CompletedTask;
        }));
        Assert.Equal(2, calls);
        Assert.Single(Bob.Inbox.Messages);
    }

    [Fact]
    public void Message_is_checked_without_sending_it()
    {
        var message = NewMessage("Checked");
        var options = new MailSendOptions();
        options.Validate(message);
        Assert.Throws<ArgumentNullException>(() => options.Validate(null!));
        message.To.Clear();
        Assert.Throws<InvalidOperationException>(() => options.Validate(message));
        options.Recipients.Add(MailboxAddress.Parse("bob@test.example"));
        options.Validate(message);
        options.Recipients.Add(null!);
        Assert.Throws<ArgumentException>(() => options.Validate(message));
        Assert.Equal("Checked", message.Subject);
    }

    [Fact]
    public async Task Rejection_of_the_message_is_told_from_a_failure_of_the_server()
    {
        Host.Smtp.Faults.On("RCPT", MailFault.Reply(SmtpReplies.NoSuchRecipient));
        Assert.True((await Assert.ThrowsAsync<MailServerException>(() => SendAsync())).ConcernsMessage);
        Host.Smtp.Faults.At(MailStage.DataEnd, MailFault.Reply("554 5.7.1 Content rejected"));
        Assert.True((await Assert.ThrowsAsync<MailServerException>(() => SendAsync())).ConcernsMessage);
        Host.Smtp.Faults.On("MAIL", MailFault.Reply("530 5.7.57 Client not authenticated to send mail"), 5);
        Assert.False((await Assert.ThrowsAsync<MailServerException>(() => SendAsync())).ConcernsMessage);
    }

    private Task<MailSendResult> SendAsync(Func<CancellationToken, Task> before) =>
        Sender.SendAsync("alice", NewMessage("Hello"), new MailSendOptions { BeforeTransfer = before });
}
