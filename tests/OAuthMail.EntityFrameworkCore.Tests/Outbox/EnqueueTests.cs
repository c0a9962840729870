using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;

namespace OAuthMail.EntityFrameworkCore.Tests.Outbox;

public sealed class EnqueueTests : OutboxTest
{
    [Fact]
    public async Task Message_is_sent_after_the_transaction_commits()
    {
        var application = await World.AddApplicationAsync();
        await using var scope = application.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<MailDbContext>();
        Guid id;
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            id = await scope.ServiceProvider.GetRequiredService<IMailOutbox>().EnqueueAsync("alerts", OutboxWorld.NewMessage());
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        var row = await World.WaitForAsync(id, MailOutboxState.Sent);
        Assert.Contains("Subject: Alert", Assert.Single(World.Received()), StringComparison.Ordinal);
        Assert.Null(row.Content);
        Assert.Equal("alerts", row.SentBy);
        Assert.Contains("queued", row.ServerReply, StringComparison.Ordinal);
        Assert.Equal(1, row.Attempts);
        Assert.NotNull(row.SentAt);
        Assert.Null(row.Problem);
        Assert.Contains(row.MessageId, World.Received()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_of_a_transaction_that_is_rolled_back_is_not_sent()
    {
        var application = await World.AddApplicationAsync();
        await using (var scope = application.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<MailDbContext>();
            await using var transaction = await context.Database.BeginTransactionAsync();
            await scope.ServiceProvider.GetRequiredService<IMailOutbox>().EnqueueAsync("alerts", OutboxWorld.NewMessage("Rolled back"));
            await context.SaveChangesAsync();
            await transaction.RollbackAsync();
        }

        // A message that is added later, and is sent, shows that the outbox was read since.
        await World.WaitForAsync(await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage("Later")), MailOutboxState.Sent);
        Assert.Contains("Subject: Later", Assert.Single(World.Received()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Envelope_and_blind_recipients_are_kept()
    {
        World.Servers.AddMailbox("audit@test.example");
        World.Servers.AddMailbox("third@test.example");
        World.Servers.Mailboxes.Find(OutboxWorld.From)!.AllowSendAs("bounces@test.example");
        var application = await World.AddApplicationAsync();
        var message = OutboxWorld.NewMessage("Blind");
        message.Bcc.Add(MailboxAddress.Parse("audit@test.example"));
        await World.WaitForAsync(await OutboxWorld.EnqueueAsync(application, message), MailOutboxState.Sent);
        Assert.DoesNotContain("audit", Assert.Single(World.Received()), StringComparison.Ordinal);
        Assert.DoesNotContain("Bcc", Assert.Single(World.Received("audit@test.example")), StringComparison.OrdinalIgnoreCase);

        var envelope = new MailEnqueueOptions { Sender = MailboxAddress.Parse("bounces@test.example") };
        envelope.Recipients.Add(MailboxAddress.Parse("third@test.example"));
        envelope.Recipients.Add(MailboxAddress.Parse("audit@test.example"));
        await World.WaitForAsync(
            await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage("Envelope"), envelope), MailOutboxState.Sent);
        Assert.Single(World.Received("third@test.example"));
        Assert.Equal(2, World.Received("audit@test.example").Count);
        Assert.Single(World.Received());
    }

    [Fact]
    public async Task Message_with_a_time_waits()
    {
        var application = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(
            application, OutboxWorld.NewMessage("Tomorrow"), new MailEnqueueOptions { SendAt = DateTimeOffset.Now.AddDays(1) });
        var past = await OutboxWorld.EnqueueAsync(
            application, OutboxWorld.NewMessage("Past"), new MailEnqueueOptions { SendAt = DateTimeOffset.Now.AddDays(-1) });
        await World.WaitForAsync(past, MailOutboxState.Sent);
        Assert.Equal(MailOutboxState.Waiting, (await World.ReadAsync(id)).State);
        Assert.True(await OutboxWorld.UseAsync(application, outbox => outbox.SendAgainAsync(id)));
        await World.WaitForAsync(id, MailOutboxState.Sent);
    }

    [Fact]
    public async Task Content_is_kept_if_requested_and_the_text_is_unchanged()
    {
        var application = await World.AddApplicationAsync(options => options.KeepContent = true);
        var message = OutboxWorld.NewMessage("Grüße");
        message.Body = new TextPart("plain") { Text = "Füße\r\n.\r\n.dot\r\n" };
        var row = await World.WaitForAsync(await OutboxWorld.EnqueueAsync(application, message), MailOutboxState.Sent);
        using var content = new MemoryStream(World.Servers.Mailboxes.Find(OutboxWorld.To)!.Inbox.Messages[0].Content.ToArray());
        using var received = await MimeMessage.LoadAsync(content);
        Assert.Equal("Grüße", received.Subject);
        Assert.Equal("Füße\n.\n.dot\n", received.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal(row.Size, row.Content!.Length);
    }

    [Fact]
    public async Task Bad_input_is_an_error_before_anything_is_stored()
    {
        var application = await World.AddApplicationAsync(options => options.MaxMessageSize = 1000);
        await OutboxWorld.UseAsync(application, async outbox =>
        {
            await Assert.ThrowsAsync<ArgumentNullException>(() => outbox.EnqueueAsync(null!, OutboxWorld.NewMessage()));
            await Assert.ThrowsAsync<ArgumentNullException>(() => outbox.EnqueueAsync("alerts", null!));
            await Assert.ThrowsAsync<MailConfigurationException>(() => outbox.EnqueueAsync("nobody", OutboxWorld.NewMessage()));
            Assert.Throws<ArgumentNullException>(() => outbox.For(null!));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => outbox.ListAsync((MailOutboxState)99));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => outbox.ListAsync(MailOutboxState.Sent, 0));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => outbox.EnqueueAsync("alerts", OutboxWorld.NewMessage(), new CancellationToken(canceled: true)));

            using var withoutRecipients = OutboxWorld.NewMessage();
            withoutRecipients.To.Clear();
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.EnqueueAsync("alerts", withoutRecipients));
            Assert.Contains("no recipients", error.Message, StringComparison.Ordinal);
            using var withoutSender = OutboxWorld.NewMessage();
            withoutSender.From.Clear();
            await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.EnqueueAsync("alerts", withoutSender));
            using var large = OutboxWorld.NewMessage();
            large.Body = new TextPart("plain") { Text = new string('x', 1000) };
            var tooLarge = await Assert.ThrowsAsync<ArgumentException>(() => outbox.EnqueueAsync("alerts", large));
            Assert.Contains(
                "more than 1,000 octets, the maximum (MailOutboxOptions.MaxMessageSize)", tooLarge.Message, StringComparison.Ordinal);
            using var longId = OutboxWorld.NewMessage();
            longId.MessageId = new string('x', 990) + "@test.example";
            await Assert.ThrowsAsync<ArgumentException>(() => outbox.EnqueueAsync("alerts", longId));
            return 0;
        });
        await using var context = Database.CreateDbContext();
        Assert.Equal(0, await context.MailOutbox.CountAsync());
    }

    [Fact]
    public async Task Outbox_for_another_context_takes_part_in_its_transaction()
    {
        var application = await World.AddApplicationAsync();
        await using var scope = application.Services.CreateAsyncScope();
        await using var context = Database.CreateDbContext();
        var id = await scope.ServiceProvider.GetRequiredService<IMailOutbox>().For(context)
            .EnqueueAsync("alerts", OutboxWorld.NewMessage());
        await context.SaveChangesAsync();
        await World.WaitForAsync(id, MailOutboxState.Sent);
    }

    [Fact]
    public async Task Process_that_does_not_send_only_adds_messages()
    {
        var web = await World.AddApplicationAsync(options => options.SendsMessages = false);
        Assert.DoesNotContain(
            web.Services.GetServices<IHostedService>(), service => service.GetType().Name.Contains("Outbox", StringComparison.Ordinal));
        var id = await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage());
        Assert.Equal(MailOutboxState.Waiting, (await World.ReadAsync(id)).State);
        await World.AddApplicationAsync();
        await World.WaitForAsync(id, MailOutboxState.Sent);
    }
}
