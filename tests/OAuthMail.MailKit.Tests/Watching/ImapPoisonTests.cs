namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>Messages at which a server fails every time, and servers that fail at every message.</summary>
public sealed class ImapPoisonTests : WatchTest
{
    /// <summary>Gets the replies to FETCH with which servers fail at one message.</summary>
    public static TheoryData<string, string> Poisons => new()
    {
        { "* 2 FETCH (UID 2 ENVELOPE (NIL \"an \"unescaped\" quote\" NIL NIL NIL NIL NIL NIL NIL NIL))", "" },
        { "* BYE Connection closed. 14", "Connection closed. 14" },
        { ImapPeer.Close, "" },
        { "NO [UNAVAILABLE] The store is down", "[UNAVAILABLE]" },
        { "NO [LIMIT] Too much", "[LIMIT]" },
        { "NO [INUSE] In use", "[INUSE]" },
        { "NO Message temporarily not available", "temporarily" },
        { "NO The requested message could not be converted", "could not be converted" },
        { "BAD internal error", "internal error" },
    };

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task Message_at_which_the_server_fails_is_reported_and_the_others_arrive(string poison, string words)
    {
        await using var peer = new ImapPeer(Host.CertificateAuthority, 1, 2, 3, 4);
        peer.Reply = command => IsFetch(command) && peer.Select(command).Contains(2u) ? Fail(poison) : null;
        var watch = Watch(peer);
        Assert.Equal("Message 1", (await NextAsync(watch, Pause)).Envelope.Subject);
        var damaged = await NextAsync(watch, Pause);
        Assert.Equal(2u, damaged.UniqueId.Id);
        Assert.Null(damaged.Summary.Envelope);
        Assert.Equal(Problems.MessageUnreadable, damaged.Failure!.Problem);
        if (words.Length > 0) Assert.Contains(damaged.Failure.ServerWords, line => line.Contains(words, StringComparison.Ordinal));
        Assert.Equal("Message 2", (await damaged.GetMessageAsync()).Subject);
        var third = await NextAsync(watch, Pause);
        Assert.Equal("Message 3", third.Envelope.Subject);
        Assert.Null(third.Failure);
        Assert.Equal(4u, (await NextAsync(watch, Pause)).UniqueId.Id);
        Assert.InRange(peer.Connections, 1, 6);
        await watch.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task Only_message_of_a_folder_does_not_hold_up_later_ones(string poison, string words)
    {
        await using var peer = new ImapPeer(Host.CertificateAuthority, 2);
        peer.Reply = command => IsFetch(command) && peer.Select(command).Contains(2u) ? Fail(poison) : null;
        var watch = Watch(peer);
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer is not null || next.IsCompleted);
        lock (peer.Uids) peer.Uids.Add(5);
        Assert.True(await PassAsync(next, TimeSpan.FromMinutes(2)));
        Assert.Equal(2u, watch.Current.UniqueId.Id);
        Assert.Equal(Problems.MessageUnreadable, watch.Current.Failure?.Problem);
        Assert.Equal(5u, (await NextAsync(watch, TimeSpan.FromMinutes(2))).UniqueId.Id);
        Assert.Null(watch.Current.Failure);
        Assert.NotNull(words);
        await watch.DisposeAsync();
    }

    [Theory]
    [InlineData("NO [UNAVAILABLE] The store is down")]
    [InlineData("NO [LIMIT] Too much")]
    [InlineData("NO [INUSE] In use")]
    [InlineData("NO Temporarily not available")]
    [InlineData("* BYE [UNAVAILABLE] Shutting down")]
    [InlineData(ImapPeer.Close)]
    public async Task Failure_at_every_message_is_an_outage(string reply)
    {
        await using var peer = new ImapPeer(Host.CertificateAuthority, 1, 2, 3, 4, 5);
        var isDown = true;
        peer.Reply = command => isDown && IsFetch(command) ? Fail(reply) : null;
        var watch = Watch(peer, MailboxPosition.Parse("v1:7:1"));
        var next = watch.MoveNextAsync().AsTask();
        for (var i = 0; i < 6; i++)
        {
            await UntilAsync(() => Pauses.TimeToNextTimer is { } wait && wait <= TimeSpan.FromMinutes(2) || next.IsCompleted);
            Assert.False(next.IsCompleted);
            Pass(Pauses.TimeToNextTimer ?? TimeSpan.Zero);
        }

        isDown = false;
        Assert.True(await PassAsync(next, TimeSpan.FromMinutes(2)));
        for (var uid = 2u; ; uid++)
        {
            Assert.Equal(uid, watch.Current.UniqueId.Id);
            Assert.Null(watch.Current.Failure);
            if (uid == 5) break;
            await NextAsync(watch, TimeSpan.FromMinutes(2));
        }

        await watch.DisposeAsync();
    }

    [Fact]
    public async Task Summary_without_an_arrival_date_is_delivered_with_what_came()
    {
        await using var peer = new ImapPeer(Host.CertificateAuthority, 1, 2);
        peer.Reply = command => IsFetch(command)
            ?
            [
                "* 1 FETCH (UID 1 ENVELOPE (NIL \"No date\" NIL NIL NIL NIL NIL NIL NIL \"<1@x>\") FLAGS (\\Seen))", peer.Fetched(2),
                "OK done",
            ]
            : null;
        var watch = Watch(peer);
        var first = await NextAsync(watch);
        Assert.Equal("No date", first.Envelope.Subject);
        Assert.Null(first.Failure);
        Assert.Equal(2u, (await NextAsync(watch)).UniqueId.Id);
        Assert.Equal(1, peer.Connections);
        await watch.DisposeAsync();
    }

    [Fact]
    public async Task Summary_without_an_envelope_keeps_what_came()
    {
        await using var peer = new ImapPeer(Host.CertificateAuthority, 1, 2);
        peer.Reply = command => IsFetch(command)
            ?
            [
                .. peer.Select(command).Select(
                    uid => uid == 1 ? "* 1 FETCH (UID 1 FLAGS (\\Seen) RFC822.SIZE 77)" : peer.Fetched(uid)),
                "OK done",
            ]
            : null;
        var watch = Watch(peer);
        var first = await NextAsync(watch);
        Assert.Equal(77u, first.Summary.Size);
        Assert.Equal(Problems.MessageUnreadable, first.Failure!.Problem);
        Assert.Equal("Message 2", (await NextAsync(watch)).Envelope.Subject);
        await watch.DisposeAsync();
    }

    [Theory]
    [InlineData(ImapPeer.Close)]
    [InlineData("* BYE Connection closed. 14")]
    public async Task Damaged_last_message_does_not_lose_messages_that_arrive_at_the_start(string poison)
    {
        await using var peer = new ImapPeer(Host.CertificateAuthority, 1, 2);
        peer.Reply = command => IsFetch(command) && peer.Select(command).Contains(2u) ? Fail(poison) : null;
        var watch = Watch(peer, from: null);
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => peer.Commands.Any(IsFetch));
        lock (peer.Uids) peer.Uids.Add(3);
        Assert.True(await PassAsync(next, TimeSpan.FromMinutes(2)));
        Assert.Equal(3u, watch.Current.UniqueId.Id);
        await watch.DisposeAsync();
    }

    [Theory]
    [InlineData(ImapPeer.Close)]
    [InlineData("* BYE Connection closed. 14")]
    [InlineData("NO [UNAVAILABLE] down")]
    public async Task Message_whose_content_never_comes_fails_once_for_the_caller(string reply)
    {
        await using var peer = new ImapPeer(Host.CertificateAuthority, 1, 2, 3);
        peer.Reply = command => IsBody(command) && peer.Select(command).Contains(2u) ? Fail(reply) : null;
        var watch = Watch(peer, MailboxPosition.Parse("v1:7:1"));
        var arrival = await NextAsync(watch);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => PassAsync(arrival.GetMessageAsync(), TimeSpan.FromMinutes(2)));
        Assert.Equal(Problems.MessageUnreadable, failure.Problem);
        Assert.Equal("Message 3", (await PassAsync((await NextAsync(watch)).GetMessageAsync())).Subject);
        await watch.DisposeAsync();
    }

    [Fact]
    public async Task Content_that_cannot_be_fetched_from_any_message_is_an_outage()
    {
        await using var peer = new ImapPeer(Host.CertificateAuthority, 1, 2, 3);
        var isDown = true;
        peer.Reply = command => isDown && IsBody(command) ? Fail("NO [UNAVAILABLE] down") : null;
        var watch = Watch(peer, MailboxPosition.Parse("v1:7:1"));
        var arrival = await NextAsync(watch);
        var call = arrival.GetMessageAsync();
        for (var i = 0; i < 8; i++)
        {
            await UntilAsync(() => Pauses.TimeToNextTimer is { } wait && wait <= TimeSpan.FromMinutes(2) || call.IsCompleted);
            Assert.False(call.IsCompleted);
            Pass(Pauses.TimeToNextTimer ?? TimeSpan.Zero);
        }

        isDown = false;
        Assert.Equal("Message 2", (await PassAsync(call, TimeSpan.FromMinutes(2))).Subject);
        await watch.DisposeAsync();
    }

    private static bool IsFetch(string command) => command.Contains("ENVELOPE", StringComparison.Ordinal);

    private static bool IsBody(string command) => command.Contains("BODY.PEEK[]", StringComparison.Ordinal);

    private static string[] Fail(string reply) => reply.StartsWith('*') ? [reply, ImapPeer.Close] : [reply];

    private IAsyncEnumerator<MailArrival> Watch(ImapPeer peer) => Watch(peer, MailboxPosition.Beginning);

    private IAsyncEnumerator<MailArrival> Watch(ImapPeer peer, MailboxPosition? from)
    {
        var account = CreateAccount("scripted", AliceAddress, options => options.Imap = "tls://" + peer.Endpoint);
        return Begin(Watcher.WatchAsync(account, new MailWatchOptions { From = from, Retry = Retry }));
    }
}
