using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>Cancellation of a watch wherever it waits.</summary>
public sealed class ImapWatchCancellationTests : ImapWatchTest, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task Cancellation_during_IDLE_ends_the_watch_with_LOGOUT()
    {
        var (_, next) = await IdleAsync(stop: _stop.Token);
        await StopAsync(next);
        await UntilAsync(() => Host.Imap.OpenConnections == 0);
        Assert.Equal(["DONE", "LOGOUT"], Said().TakeLast(2).Select(line => line.Split(' ')[^1]));
    }

    [Theory]
    [InlineData("SELECT")]
    [InlineData("SEARCH")]
    [InlineData("FETCH")]
    [InlineData("IDLE")]
    [InlineData("NOOP")]
    public async Task Cancellation_during_a_command_ends_the_watch_at_once(string command)
    {
        Arrive();
        var gate = new MailGate();
        if (command == "NOOP") Host.Imap.Options.OfferIdle = false;
        if (command is "IDLE" or "NOOP") Inbox.Remove([1]);
        Host.Imap.Faults.On(command, MailFault.Hold(gate));
        var next = Watch(MailboxPosition.Beginning, cancellationToken: _stop.Token).MoveNextAsync().AsTask();
        if (command == "NOOP")
        {
            await UntilAsync(() => Pauses.TimeToNextTimer == TimeSpan.FromMinutes(1));
            Pauses.Advance(TimeSpan.FromMinutes(1));
        }

        await gate.Reached;
        var stopping = StopAsync(next);

        // IDLE is first ended with DONE, and the watch waits a short time for the confirmation.
        if (command == "IDLE") await PassAsync(stopping, TimeSpan.FromSeconds(5));
        await stopping;
        gate.Open();
    }

    [Theory]
    [InlineData(MailStage.Greeting)]
    [InlineData(MailStage.AuthBegin)]
    [InlineData(MailStage.AuthMiddle)]
    public async Task Cancellation_during_the_login_ends_the_watch_at_once(MailStage stage)
    {
        var gate = new MailGate();
        Host.Imap.Faults.At(stage, MailFault.Hold(gate));
        var next = Watch(cancellationToken: _stop.Token).MoveNextAsync().AsTask();
        await gate.Reached;
        await StopAsync(next);
        gate.Open();
    }

    [Fact]
    public async Task Cancellation_while_a_token_is_acquired_ends_the_watch_at_once()
    {
        var gate = new FaultGate();
        Host.AuthorizationServer.Faults.Token.Next(ServerFault.Hold(gate));
        var next = Watch(cancellationToken: _stop.Token).MoveNextAsync().AsTask();
        await gate.WaitForArrivalAsync();
        await StopAsync(next);
        gate.Open();
    }

    [Fact]
    public async Task Cancellation_during_a_delay_ends_the_watch_at_once()
    {
        await Host.Imap.PauseAsync();
        var next = Watch(cancellationToken: _stop.Token).MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.WaitingTimers > 0);
        await StopAsync(next);
        await Host.Imap.ResumeAsync();
    }

    [Fact]
    public async Task Cancellation_before_the_first_step_opens_no_connection()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Watch(cancellationToken: _stop.Token).MoveNextAsync().AsTask());
        Assert.Equal(0, Host.Imap.Connections);
    }

    [Fact]
    public async Task Canceled_call_on_an_arrival_closes_the_connection_and_loses_no_message()
    {
        Arrive();
        Arrive();
        var gate = new MailGate();
        var watch = Watch(MailboxPosition.Beginning);
        var arrival = await NextAsync(watch);
        Host.Imap.Faults.On("FETCH", MailFault.Hold(gate));
        var fetching = arrival.GetMessageAsync(_stop.Token);
        await gate.Reached;
        await StopAsync(fetching);
        gate.Open();
        Assert.NotNull(await PassAsync(arrival.GetMessageAsync()));
        Assert.Equal(2u, (await NextAsync(watch)).UniqueId.Id);
    }

    [Fact]
    public async Task Watch_sends_LOGOUT_when_the_caller_stops()
    {
        Arrive();
        await using (var watch = Watch(MailboxPosition.Beginning)) await NextAsync(watch);
        Assert.EndsWith("LOGOUT", Said()[^1], StringComparison.Ordinal);
    }

    private async Task StopAsync(Task task)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
    }
}
