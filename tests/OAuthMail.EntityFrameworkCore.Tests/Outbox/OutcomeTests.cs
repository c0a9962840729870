using OAuthMail.Testing;

namespace OAuthMail.EntityFrameworkCore.Tests.Outbox;

public sealed class OutcomeTests : OutboxTest
{
    [Fact]
    public async Task Rejected_recipient_fails_at_once_and_can_be_sent_again()
    {
        var rejected = World.Servers.Smtp.Options.RejectedRecipients;
        rejected[OutboxWorld.To] = SmtpReplies.NoSuchRecipient;
        var application = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage());
        var row = await World.WaitForAsync(id, MailOutboxState.Failed);
        Assert.Equal("recipient-refused", row.Problem);
        Assert.Contains("does not exist", row.Failure, StringComparison.Ordinal);
        Assert.NotNull(row.Content);
        Assert.Equal(id, Assert.Single(await OutboxWorld.UseAsync(application, outbox => outbox.ListAsync(MailOutboxState.Failed))).Id);

        rejected.Clear();
        Assert.True(await OutboxWorld.UseAsync(application, outbox => outbox.SendAgainAsync(id)));
        Assert.Equal(2, (await World.WaitForAsync(id, MailOutboxState.Sent)).Attempts);
        Assert.Single(World.Received());
    }

    [Fact]
    public async Task Temporary_rejection_waits_for_the_next_attempt()
    {
        World.Servers.Smtp.Options.RejectedRecipients[OutboxWorld.To] = SmtpReplies.RecipientBusy;
        var application = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage());
        var row = await World.WaitForAttemptAsync(id, 1);
        Assert.Equal(MailOutboxState.Waiting, row.State);
        Assert.Equal("mail-server-busy", row.Problem);
        Assert.InRange(row.DueAt!.Value, DateTime.UtcNow.AddSeconds(30), DateTime.UtcNow.AddMinutes(15));
        Assert.InRange(row.GiveUpAt!.Value, DateTime.UtcNow.AddDays(1.9), DateTime.UtcNow.AddDays(2));

        // The time is over.
        await World.ChangeAsync(id, one => (one.DueAt, one.GiveUpAt) = (DateTime.UtcNow.AddDays(-1), DateTime.UtcNow.AddDays(-1)));
        Assert.Equal(2, (await World.WaitForAsync(id, MailOutboxState.Failed)).Attempts);
        Assert.Empty(World.Received());
    }

    [Fact]
    public async Task Failure_of_the_account_waits_until_it_is_repaired()
    {
        var broken = await World.AddApplicationAsync(secret: "wrong");
        var id = await OutboxWorld.EnqueueAsync(broken, OutboxWorld.NewMessage());
        var row = await World.WaitForAttemptAsync(id, 1);
        Assert.Equal(MailOutboxState.Waiting, row.State);
        Assert.Equal("client-refused", row.Problem);
        await broken.StopAsync();

        await World.ChangeAsync(id, one => one.DueAt = DateTime.UtcNow.AddDays(-1));
        await World.AddApplicationAsync();
        await World.WaitForAsync(id, MailOutboxState.Sent);
        Assert.Single(World.Received());
    }

    [Fact]
    public async Task Without_retries_the_first_failure_is_the_last()
    {
        var application = await World.AddApplicationAsync(options => options.RetryFor = TimeSpan.Zero, secret: "wrong");
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage());
        Assert.Equal(1, (await World.WaitForAsync(id, MailOutboxState.Failed)).Attempts);
    }

    [Fact]
    public async Task Message_without_a_reply_is_unknown_and_needs_a_decision()
    {
        World.Servers.Smtp.Faults.At(MailStage.DataTaken, MailFault.Cut());
        var application = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage("First"));
        var row = await World.WaitForAsync(id, MailOutboxState.Unknown);
        Assert.Equal("delivery-unknown", row.Problem);
        Assert.NotNull(row.Content);

        // It is not repeated while other messages are sent.
        await World.WaitForAsync(await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage("Other")), MailOutboxState.Sent);
        Assert.Equal(2, World.Received().Count);
        Assert.Equal(id, Assert.Single(await OutboxWorld.UseAsync(application, outbox => outbox.ListAsync(MailOutboxState.Unknown))).Id);
        Assert.False(await OutboxWorld.UseAsync(application, outbox => outbox.CancelAsync(id)));

        // The user has found it.
        Assert.True(await OutboxWorld.UseAsync(application, outbox => outbox.MarkSentAsync(id)));
        Assert.False(await OutboxWorld.UseAsync(application, outbox => outbox.MarkSentAsync(id)));
        Assert.False(await OutboxWorld.UseAsync(application, outbox => outbox.SendAgainAsync(id)));
        var found = await OutboxWorld.UseAsync(application, outbox => outbox.FindAsync(id));
        Assert.Equal(MailOutboxState.Sent, found!.State);
        Assert.Null(await OutboxWorld.UseAsync(application, outbox => outbox.FindAsync(Guid.NewGuid())));
    }

    [Fact]
    public async Task Message_without_a_reply_is_sent_again_if_requested()
    {
        World.Servers.Smtp.Faults.At(MailStage.DataEnd, MailFault.Cut());
        var application = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage());
        await World.WaitForAsync(id, MailOutboxState.Unknown);
        Assert.Empty(World.Received());
        Assert.True(await OutboxWorld.UseAsync(application, outbox => outbox.SendAgainAsync(id)));
        await World.WaitForAsync(id, MailOutboxState.Sent);
        Assert.Single(World.Received());
    }

    [Fact]
    public async Task Content_that_cannot_be_parsed_fails()
    {
        var web = await World.AddApplicationAsync(options => options.SendsMessages = false);
        var id = await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage());
        await World.ChangeAsync(id, row => row.Content = [1, 2, 3]);
        var other = await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage("Other"));
        await World.AddApplicationAsync();
        await World.WaitForAsync(other, MailOutboxState.Sent);
        var row = await World.WaitForAsync(id, MailOutboxState.Failed);
        Assert.NotNull(row.Failure);
        Assert.Single(World.Received());
    }

    [Fact]
    public async Task Canceled_message_is_not_sent()
    {
        var web = await World.AddApplicationAsync(options => options.SendsMessages = false);
        var id = await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage("Canceled"));
        Assert.True(await OutboxWorld.UseAsync(web, outbox => outbox.CancelAsync(id)));
        Assert.False(await OutboxWorld.UseAsync(web, outbox => outbox.CancelAsync(id)));
        Assert.False(await OutboxWorld.UseAsync(web, outbox => outbox.CancelAsync(Guid.NewGuid())));
        Assert.False(await OutboxWorld.UseAsync(web, outbox => outbox.SendAgainAsync(id)));
        await World.AddApplicationAsync();
        await World.WaitForAsync(await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage("Other")), MailOutboxState.Sent);
        Assert.Contains("Subject: Other", Assert.Single(World.Received()), StringComparison.Ordinal);
        Assert.Null((await World.ReadAsync(id)).Content);
    }

    [Fact]
    public async Task Message_can_be_canceled_until_its_transfer_begins()
    {
        var login = new MailGate();
        World.Servers.Smtp.Faults.At(MailStage.AuthMiddle, MailFault.Hold(login));
        var data = new MailGate();
        World.Servers.Smtp.Faults.At(MailStage.Data, MailFault.Hold(data));
        var application = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage("Canceled"));
        await login.Reached.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(MailOutboxState.Claimed, (await World.ReadAsync(id)).State);
        Assert.True(await OutboxWorld.UseAsync(application, outbox => outbox.CancelAsync(id)));
        login.Open();

        var other = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage("Other"));
        await data.Reached.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(MailOutboxState.Sending, (await World.ReadAsync(other)).State);
        Assert.False(await OutboxWorld.UseAsync(application, outbox => outbox.CancelAsync(other)));
        data.Open();
        await World.WaitForAsync(other, MailOutboxState.Sent);
        Assert.Equal(MailOutboxState.Canceled, (await World.ReadAsync(id)).State);
        Assert.Contains("Subject: Other", Assert.Single(World.Received()), StringComparison.Ordinal);
    }
}
