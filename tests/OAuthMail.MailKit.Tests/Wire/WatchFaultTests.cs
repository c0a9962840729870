using OAuthMail.MailKit.Tests.Watching;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Wire;

/// <summary>Network failures while a watch waits: it reconnects and delivers every message once.</summary>
public sealed class WatchFaultTests : ImapWatchTest
{
    /// <summary>Longer than IDLE and the confirmation of its end, and shorter than the limit of a command.</summary>
    private static readonly TimeSpan MaximumWait = new MailWatchOptions().IdleLimit;

    private IdleListener _listener = null!;
    private FaultRelay _relay = null!;

    [Theory]
    [InlineData(WireFault.Garbage)]
    [InlineData(WireFault.HalfClose)]
    [InlineData(WireFault.Close)]
    [InlineData(WireFault.Reset)]
    public async Task Watch_reconnects_after_a_failure_during_IDLE_and_delivers_each_message_once(WireFault fault)
    {
        var (watch, next) = await IdleRelayedAsync();
        _relay.Fault = fault;
        var lost = Arrive();

        // Noise is sent only with the next octets; the other faults take effect at once.
        await UntilAsync(() => Pauses.TimeToNextTimer <= Pause);
        _relay.Fault = WireFault.None;
        Assert.Equal(lost.Uid, await UidAsync(watch, next));
        await RequireOneMoreAsync(watch);
        Assert.Equal(2, _relay.Connections);
    }

    [Theory]
    [InlineData(WireFault.Silence)]
    [InlineData(WireFault.Drip)]
    public async Task Dead_connection_is_detected_when_IDLE_ends(WireFault fault)
    {
        var (watch, next) = await IdleRelayedAsync();
        _relay.Drops = 0;
        _relay.Fault = fault;
        var lost = Arrive();
        var idle = Pauses.TimeToNextTimer!.Value;
        Assert.Equal(new MailWatchOptions().IdleLimit, idle);
        if (fault == WireFault.Silence) Pass(idle);
        await UntilAsync(() => _relay.Stuck == 1);
        _relay.Fault = WireFault.None;

        var began = Pauses.GetUtcNow();
        Assert.True(await PassAsync(next, MaximumWait));
        Assert.Equal(lost.Uid, watch.Current.UniqueId.Id);
        Assert.True(Pauses.GetUtcNow() - began <= idle + Account.Connection.Timeout + Pause, "It took too long.");
        await RequireOneMoreAsync(watch);
        Assert.Equal(2, _relay.Connections);
    }

    [Fact]
    public async Task Cancellation_shortens_the_wait_for_the_confirmation_of_IDLE()
    {
        using var stop = new CancellationTokenSource();
        var (_, next) = await IdleRelayedAsync(stop.Token);
        _relay.Fault = WireFault.Silence;
        Pass(Pauses.TimeToNextTimer!.Value);
        await UntilAsync(() => _relay.Stuck == 1);
        Assert.Equal(Account.Connection.Timeout, Pauses.TimeToNextTimer);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PassAsync(next, TimeSpan.FromSeconds(5)));
    }

    /// <summary>A watch retries after one hour even if the server requests a longer delay.</summary>
    [Fact]
    public async Task RetryAfter_of_a_server_is_limited_to_one_hour()
    {
        Host.AuthorizationServer.Faults.Token.Always(ServerFault.Status(429, TimeSpan.FromDays(365)));
        var watch = Watch();
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => next.IsCompleted || Pauses.WaitingTimers > 0);
        Assert.False(next.IsCompleted);
        Assert.InRange(Pauses.TimeToNextTimer!.Value, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(66));
        Host.AuthorizationServer.Faults.Clear();
        Pass(Pauses.TimeToNextTimer!.Value);
        await PassAsync(Host.Imap.WaitForIdleAsync(cancellationToken: CancellationToken.None));
        Assert.Equal(Arrive().Uid, await UidAsync(watch, next));
    }

    protected override MailClientFactoryOptions CreateFactoryOptions()
    {
        _listener = Own(new IdleListener());
        var options = base.CreateFactoryOptions();
        options.CreateProtocolLogger = (_, _) => _listener;
        return options;
    }

    protected override async Task SetUpAsync()
    {
        _relay = RelayedAccount.RelayTo(Host, MailProtocol.Imap, TlsMode.Implicit, Pauses);
        await base.SetUpAsync();
    }

    protected override async Task TearDownAsync()
    {
        await base.TearDownAsync();
        await _relay.DisposeAsync();
    }

    private async Task<(IAsyncEnumerator<MailArrival> Watch, Task<bool> Next)> IdleRelayedAsync(CancellationToken stop = default)
    {
        var account = CreateAccount(
            "relayed", AliceAddress, options => RelayedAccount.Lead(options, MailProtocol.Imap, TlsMode.Implicit, _relay.Endpoint));
        var watch = Begin(Watcher.WatchAsync(account, new MailWatchOptions { Retry = Retry }, stop));
        var next = watch.MoveNextAsync().AsTask();
        await PassAsync(Host.Imap.WaitForIdleAsync(cancellationToken: CancellationToken.None));

        // The server's reply to IDLE must have passed the relay before a fault begins. Otherwise the client would wait for that reply.
        await UntilAsync(() => _listener.IsIdling);
        return (watch, next);
    }

    private async Task RequireOneMoreAsync(IAsyncEnumerator<MailArrival> watch)
    {
        var next = watch.MoveNextAsync().AsTask();
        var more = Arrive();
        Assert.Equal(more.Uid, await UidAsync(watch, next));
    }
}
