using MimeKit;
using OAuthMail.MailKit.Tests.Watching;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Wire;

/// <summary>
/// A server that replies to the commands of a watch octet by octet. No single read exceeds its limit, but the command does. The watch
/// continues over a new connection.
/// </summary>
public sealed class WatchLimitTests : WatchTest
{
    private static readonly TimeSpan CommandLimit = new MailWatcherOptions().CommandTimeout;
    private static readonly TimeSpan TransferLimit = new MailWatcherOptions().TransferTimeout;
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(2);

    private readonly MailGate _gate = new();
    private FaultRelay _relay = null!;

    [Theory]
    [InlineData("SELECT")]
    [InlineData("SEARCH")]
    [InlineData("FETCH")]
    public async Task IMAP_command_that_exceeds_its_limit_is_repeated_over_a_new_connection(string command)
    {
        Arrive();
        Host.Imap.Faults.On(command, MailFault.Hold(_gate));
        var watch = Watch();
        var next = watch.MoveNextAsync().AsTask();
        await DripAsync(MailProtocol.Imap, CommandLimit);
        Assert.True(await PassAsync(next));
        Assert.Equal(1u, watch.Current.UniqueId.Id);
        Assert.Equal(2, _relay.Connections);
    }

    [Fact]
    public async Task Poll_that_exceeds_its_limit_is_repeated_over_a_new_connection()
    {
        Host.Imap.Options.OfferIdle = false;
        Host.Imap.Faults.On("NOOP", MailFault.Hold(_gate));
        var watch = Watch();
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer == Poll);
        var arrived = Arrive();
        Pass(Poll);
        await DripAsync(MailProtocol.Imap, CommandLimit);
        Assert.True(await PassAsync(next));
        Assert.Equal(arrived.Uid, watch.Current.UniqueId.Id);
        Assert.Equal(2, _relay.Connections);
    }

    [Theory]
    [InlineData("FETCH")]
    [InlineData("STORE")]
    [InlineData("MOVE")]
    public async Task Call_on_an_IMAP_arrival_that_exceeds_its_limit_is_repeated(string command)
    {
        Arrive("Slow");
        var archive = Alice.CreateFolder("Archive");
        var watch = Watch();
        var arrival = await NextAsync(watch);
        Host.Imap.Faults.On(command, MailFault.Hold(_gate));
        Task call = command switch
        {
            "FETCH" => arrival.GetMessageAsync(),
            "STORE" => arrival.AddFlagsAsync(global::MailKit.MessageFlags.Answered),
            _ => arrival.MoveToAsync("Archive"),
        };
        await DripAsync(MailProtocol.Imap, command == "FETCH" ? TransferLimit : CommandLimit);
        await PassAsync(call);
        Assert.Equal(2, _relay.Connections);
        if (command == "FETCH") Assert.Equal("Slow", (await (Task<MimeMessage>)call).Subject);
        if (command == "MOVE") Assert.Single(archive!.Messages);
    }

    [Theory]
    [InlineData("UIDL")]
    [InlineData("LIST")]
    public async Task POP3_command_that_exceeds_its_limit_is_repeated_over_a_new_connection(string command)
    {
        Arrive();
        Host.Pop3.Faults.On(command, MailFault.Hold(_gate));
        var watch = WatchPop3();
        var next = watch.MoveNextAsync().AsTask();
        await DripAsync(MailProtocol.Pop3, CommandLimit);
        Assert.True(await PassAsync(next));
        Assert.Equal(2, _relay.Connections);
    }

    [Theory]
    [InlineData("RETR")]
    [InlineData("TOP")]
    [InlineData("DELE")]
    public async Task Call_on_a_POP3_arrival_that_exceeds_its_limit_is_repeated(string command)
    {
        Arrive("Slow");
        Arrive();
        var watch = WatchPop3();
        var arrival = await NextAsync(watch);
        Host.Pop3.Faults.On(command, MailFault.Hold(_gate));
        Task call = command switch
        {
            "RETR" => arrival.GetMessageAsync(),
            "TOP" => arrival.GetHeadersAsync(),
            _ => arrival.DeleteAsync(),
        };
        await DripAsync(MailProtocol.Pop3, command == "RETR" ? TransferLimit : CommandLimit);
        await PassAsync(call);
        if (command == "RETR") Assert.Equal("Slow", (await (Task<MimeMessage>)call).Subject);

        // The next session repeats the deletion.
        await NextAsync(watch);
        Assert.Equal(2, _relay.Connections);
        await watch.DisposeAsync();
        await UntilAsync(() => Inbox.Messages.Count == (command == "DELE" ? 1 : 2));
    }

    [Theory]
    [InlineData(MailProtocol.Imap, "SELECT")]
    [InlineData(MailProtocol.Imap, "FETCH")]
    [InlineData(MailProtocol.Pop3, "UIDL")]
    public async Task GetPositionAsync_throws_if_a_command_exceeds_its_limit(MailProtocol protocol, string command)
    {
        Arrive();
        RelayedAccount.ServerOf(Host, protocol).Faults.On(command is "SELECT" ? "EXAMINE" : command, MailFault.Hold(_gate));
        Task asking = protocol == MailProtocol.Imap
            ? Watcher.GetPositionAsync(Relayed(protocol))
            : Watcher.GetPop3PositionAsync(Relayed(protocol));
        await DripAsync(protocol, CommandLimit);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => asking);
        Assert.Equal(Problems.MailServerSilent, failure.Problem);
        Assert.Contains("it did not complete within 600 seconds", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, _relay.Connections);
    }

    [Fact]
    public void Limits_out_of_range_are_rejected()
    {
        var failure = Assert.Throws<MailConfigurationException>(() => new MailWatcher(Factory, new MailWatcherOptions
        {
            CommandTimeout = TimeSpan.Zero,
            TransferTimeout = TimeSpan.FromDays(2),
            TimeProvider = null!,
        }));
        Assert.Equal(["CommandTimeout", "TimeProvider", "TransferTimeout"], failure.Errors.Select(one => one.Option).Order());
    }

    protected override async Task TearDownAsync()
    {
        await base.TearDownAsync();
        await _relay.DisposeAsync();
    }

    protected override Task SetUpAsync()
    {
        _relay = RelayedAccount.RelayTo(Host, MailProtocol.Imap, TlsMode.Implicit, Pauses);
        return base.SetUpAsync();
    }

    private IAsyncEnumerator<MailArrival> Watch() =>
        Begin(
            Watcher.WatchAsync(
                Relayed(MailProtocol.Imap), new MailWatchOptions { From = MailboxPosition.Beginning, Retry = Retry, PollInterval = Poll }));

    private IAsyncEnumerator<Pop3Arrival> WatchPop3() =>
        Begin(Watcher.WatchPop3Async(Relayed(MailProtocol.Pop3), new Pop3WatchOptions { From = Pop3Position.Beginning, Retry = Retry }));

    private MailAccount Relayed(MailProtocol protocol)
    {
        _relay.Target = new System.Net.IPEndPoint(
            System.Net.IPAddress.Loopback, RelayedAccount.ServerOf(Host, protocol).Endpoint(TlsMode.Implicit).Port);
        return CreateAccount("relayed", AliceAddress, options => RelayedAccount.Lead(options, protocol, TlsMode.Implicit, _relay.Endpoint));
    }

    /// <summary>Sends the reply to the held command octet by octet until the limit of the command is exceeded.</summary>
    private async Task DripAsync(MailProtocol protocol, TimeSpan limit)
    {
        await _gate.Reached;
        Assert.Equal(limit, Pauses.TimeToNextTimer);
        var began = Pauses.GetUtcNow();
        _relay.Wait = Account.Connection.Timeout - TimeSpan.FromSeconds(1);
        _relay.Fault = WireFault.Drip;
        _gate.Open();
        while (Pauses.GetUtcNow() - began < limit)
        {
            // Either the next octet is sent or the limit is exceeded.
            var dripped = _relay.Dripped;
            await UntilAsync(() => Pauses.TimeToNextTimer <= _relay.Wait);
            Assert.Equal(1, RelayedAccount.ServerOf(Host, protocol).OpenConnections);
            Pass(Pauses.TimeToNextTimer!.Value);
            await UntilAsync(() => Pauses.GetUtcNow() - began >= limit || _relay.Dripped > dripped);
        }

        _relay.Fault = WireFault.None;
    }
}
