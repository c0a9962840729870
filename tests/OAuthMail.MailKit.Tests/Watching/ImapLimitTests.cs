namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>Servers that limit the number of messages of a command (RFC 9738), with or without telling it.</summary>
public sealed class ImapLimitTests : WatchTest
{
    private const int Limit = 20;

    /// <summary>Gets the ways in which servers limit a command: in which response the code comes, or whether it is refused.</summary>
    public static TheoryData<string> Ways => new()
    {
        "tagged", "tagged without UID", "untagged NO", "refused", "silent", "silent, lowest",
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task All_messages_arrive_in_order_from_a_server_with_a_limit(string way) =>
        await RequireAllAsync(way, MailboxPosition.Beginning, 1);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task All_messages_after_a_position_arrive_from_a_server_with_a_limit(string way) =>
        await RequireAllAsync(way, MailboxPosition.Parse("v1:7:10"), 11);

    [Fact]
    public async Task Server_with_a_wrong_message_count_is_not_searched_twice_each_time()
    {
        await using var peer = new ImapPeer(Host.CertificateAuthority, 1, 2, 3);
        peer.Reply = command => command.StartsWith("SELECT", StringComparison.Ordinal)
            ? ["* 9 EXISTS", "* FLAGS (\\Seen)", "* OK [UIDVALIDITY 7] valid", "* OK [UIDNEXT 4] next", "OK [READ-WRITE] done"]
            : command.StartsWith("NOOP", StringComparison.Ordinal) ? ["OK done"] : null;
        var watch = Watch(peer, MailboxPosition.Beginning);
        for (var uid = 1u; uid <= 3; uid++) Assert.Equal(uid, (await NextAsync(watch)).UniqueId.Id);
        var commands = peer.Commands.Length;
        lock (peer.Uids) peer.Uids.Add(4);
        Assert.Equal(4u, (await NextAsync(watch, TimeSpan.FromMinutes(1))).UniqueId.Id);
        Assert.InRange(peer.Commands.Length - commands, 1, 5);
        await watch.DisposeAsync();
    }

    [Fact]
    public async Task Last_message_is_found_again_at_a_server_with_a_limit()
    {
        await using var peer = CreatePeer("tagged", 60);
        peer.UidValidity = 8;

        // All messages have the same arrival date, so the search by date finds more than the limit.
        var position = MailboxPosition.Of(7, new global::MailKit.MessageSummary(0)
        {
            UniqueId = new global::MailKit.UniqueId(5),
            InternalDate = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Envelope = new global::MailKit.Envelope { MessageId = "5@example.com" },
        });
        var watch = Watch(peer, position);
        var delivered = new List<uint>();
        while (delivered.Count < 59) delivered.Add((await NextAsync(watch)).UniqueId.Id);
        Assert.Equal(Enumerable.Range(1, 60).Select(uid => (uint)uid).Where(uid => uid != 5), delivered);
        await watch.DisposeAsync();
    }

    private async Task RequireAllAsync(string way, MailboxPosition from, uint first)
    {
        const uint last = 130;
        await using var peer = CreatePeer(way, last);
        var watch = Watch(peer, from);
        for (var uid = first; uid <= last; uid++)
        {
            var arrival = await NextAsync(watch);
            Assert.Equal(uid, arrival.UniqueId.Id);
            Assert.Null(arrival.Failure);
        }

        lock (peer.Uids) peer.Uids.AddRange([last + 1, last + 2]);
        Assert.Equal(last + 1, (await NextAsync(watch, TimeSpan.FromMinutes(1))).UniqueId.Id);
        Assert.Equal(last + 2, (await NextAsync(watch, TimeSpan.FromMinutes(1))).UniqueId.Id);
        Assert.Equal(1, peer.Connections);
        await watch.DisposeAsync();
    }

    private ImapPeer CreatePeer(string way, uint count)
    {
        var peer = new ImapPeer(Host.CertificateAuthority, [.. Enumerable.Range(1, (int)count).Select(uid => (uint)uid)]);
        peer.Reply = command =>
        {
            var isSearch = command.StartsWith("UID SEARCH", StringComparison.Ordinal);
            if (!isSearch && !command.Contains("FETCH", StringComparison.Ordinal)) return null;
            var uids = peer.Select(command);
            if (uids.Length <= Limit) return null;
            var done = way == "silent, lowest" ? uids[..Limit] : uids[^Limit..];
            string[] data = isSearch ? [ImapPeer.Found(done)] : [.. done.Select(peer.Fetched)];
            return way switch
            {
                "tagged" => [.. data, $"OK [MESSAGELIMIT {Limit} {done[0]}] done"],
                "tagged without UID" => [.. data, $"OK [MESSAGELIMIT {Limit}] done"],
                "untagged NO" => [.. data, $"* NO [MESSAGELIMIT {Limit} {done[0]}] limited", "OK done"],
                "refused" => [$"NO [MESSAGELIMIT {Limit}] too many messages"],
                _ => [.. data, "OK done"],
            };
        };
        return peer;
    }

    private IAsyncEnumerator<MailArrival> Watch(ImapPeer peer, MailboxPosition from)
    {
        var account = CreateAccount("scripted", AliceAddress, options => options.Imap = "tls://" + peer.Endpoint);
        return Begin(Watcher.WatchAsync(account, new MailWatchOptions { From = from, Retry = Retry }));
    }
}
