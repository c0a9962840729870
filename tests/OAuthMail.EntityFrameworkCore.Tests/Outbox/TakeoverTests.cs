using Microsoft.EntityFrameworkCore;
using OAuthMail.Testing;

namespace OAuthMail.EntityFrameworkCore.Tests.Outbox;

/// <summary>Processes that end, are cut off, or stop while they send.</summary>
public sealed class TakeoverTests : OutboxTest
{
    [Fact]
    public async Task Messages_of_a_process_that_has_ended_are_sent_or_reported()
    {
        var web = await World.AddApplicationAsync(options => options.SendsMessages = false);
        var claimed = await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage("Claimed"));
        var sending = await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage("Sending"));
        var alive = await OutboxWorld.EnqueueAsync(web, OutboxWorld.NewMessage("Alive"));
        await World.ChangeAsync(claimed, row => Claim(row, MailOutboxState.Claimed, -1));
        await World.ChangeAsync(sending, row => Claim(row, MailOutboxState.Sending, -1));
        await World.ChangeAsync(alive, row => Claim(row, MailOutboxState.Claimed, 3600));
        await World.AddApplicationAsync();
        await World.WaitForAsync(claimed, MailOutboxState.Sent);
        var unknown = await World.WaitForAsync(sending, MailOutboxState.Unknown);
        Assert.Equal("delivery-unknown", unknown.Problem);
        Assert.Contains("The process ended", unknown.Failure, StringComparison.Ordinal);
        Assert.Contains(World.Log, line => line.StartsWith("Unknown:", StringComparison.Ordinal));
        Assert.Equal(MailOutboxState.Claimed, (await World.ReadAsync(alive)).State);
        Assert.Contains("Subject: Claimed", Assert.Single(World.Received()), StringComparison.Ordinal);

        static void Claim(MailOutboxRow row, MailOutboxState state, int seconds) =>
            (row.State, row.ClaimedBy, row.ClaimExpiresAt) = (state, Guid.NewGuid(), DateTime.UtcNow.AddSeconds(seconds));
    }

    [Fact]
    public async Task Process_that_was_cut_off_does_not_send_a_message_that_another_one_has_taken()
    {
        var gate = new MailGate();
        World.Servers.Smtp.Faults.At(MailStage.AuthMiddle, MailFault.Hold(gate));
        var slow = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(slow, OutboxWorld.NewMessage());
        await gate.Reached.WaitAsync(TimeSpan.FromMinutes(1));

        // Another process has taken the expired claim, and has sent the message.
        await World.ChangeAsync(id, row => (row.State, row.ClaimedBy) = (MailOutboxState.Sent, Guid.NewGuid()));
        gate.Open();
        await World.WaitForAsync(await OutboxWorld.EnqueueAsync(slow, OutboxWorld.NewMessage("Other")), MailOutboxState.Sent);
        Assert.Contains("Subject: Other", Assert.Single(World.Received()), StringComparison.Ordinal);
        Assert.Contains(World.Log, line => line.StartsWith("ClaimLost:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Process_that_was_cut_off_during_the_transfer_reports_its_outcome()
    {
        var gate = new MailGate();
        World.Servers.Smtp.Faults.At(MailStage.Data, MailFault.Hold(gate));
        var slow = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(slow, OutboxWorld.NewMessage());
        await gate.Reached.WaitAsync(TimeSpan.FromMinutes(1));
        await World.ChangeAsync(id, row => (row.State, row.Problem) = (MailOutboxState.Unknown, "delivery-unknown"));
        gate.Open();
        var row = await World.WaitForAsync(id, MailOutboxState.Sent);
        Assert.Null(row.Problem);
        Assert.Single(World.Received());
    }

    [Fact]
    public async Task Claims_of_a_slow_process_are_extended()
    {
        var gate = new MailGate();
        World.Servers.Smtp.Faults.At(MailStage.Data, MailFault.Hold(gate));
        var slow = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(slow, OutboxWorld.NewMessage());
        await gate.Reached.WaitAsync(TimeSpan.FromMinutes(1));
        var first = (await World.ReadAsync(id)).ClaimExpiresAt;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await World.ReadAsync(id)).ClaimExpiresAt == first) await Task.Delay(50, limit.Token);
        gate.Open();
        await World.WaitForAsync(id, MailOutboxState.Sent);
    }

    [Fact]
    public async Task Application_that_stops_completes_transfers_and_returns_the_other_messages()
    {
        var data = new MailGate();
        World.Servers.Smtp.Faults.At(MailStage.Data, MailFault.Hold(data));
        var application = await World.AddApplicationAsync();
        var sending = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage("Sending"));
        await data.Reached.WaitAsync(TimeSpan.FromMinutes(1));
        var login = new MailGate();
        World.Servers.Smtp.Faults.At(MailStage.AuthMiddle, MailFault.Hold(login));
        var claimed = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage("Claimed"));
        await login.Reached.WaitAsync(TimeSpan.FromMinutes(1));

        var stopping = application.StopAsync();
        await World.WaitForAsync(claimed, MailOutboxState.Waiting);
        data.Open();
        await stopping.WaitAsync(TimeSpan.FromMinutes(1));
        login.Open();
        Assert.Equal(MailOutboxState.Sent, (await World.ReadAsync(sending)).State);
        Assert.Equal(0, (await World.ReadAsync(claimed)).Attempts);
        Assert.Contains("Subject: Sending", Assert.Single(World.Received()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_rows_are_deleted()
    {
        var web = await World.AddApplicationAsync(options => options.SendsMessages = false);
        var rows = new Dictionary<MailOutboxState, Guid>();
        foreach (var state in Enum.GetValues<MailOutboxState>())
        {
            rows[state] = await OutboxWorld.EnqueueAsync(
                web, OutboxWorld.NewMessage(), new MailEnqueueOptions { SendAt = DateTimeOffset.Now.AddDays(1) });
            await World.ChangeAsync(rows[state], row =>
            {
                (row.State, row.UpdatedAt) = (state, DateTime.UtcNow.AddDays(-8));
                row.ClaimExpiresAt = DateTime.UtcNow.AddDays(1);
            });
        }

        await World.AddApplicationAsync(options => options.KeepFailed = TimeSpan.FromDays(30));
        await using var context = Database.CreateDbContext();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await context.MailOutbox.CountAsync(limit.Token) != rows.Count - 2) await Task.Delay(20, limit.Token);
        var left = await context.MailOutbox.Select(row => row.State).ToListAsync();
        Assert.DoesNotContain(MailOutboxState.Sent, left);
        Assert.DoesNotContain(MailOutboxState.Canceled, left);
    }
}
