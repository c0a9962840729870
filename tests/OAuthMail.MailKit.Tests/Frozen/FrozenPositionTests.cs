using MailKit;
using OAuthMail.MailKit.Watching;
using OAuthMail.Tests.Frozen;

namespace OAuthMail.MailKit.Tests.Frozen;

/// <summary>
/// Reads position texts that an earlier version wrote. A text that can't be read, or another key for the same message,
/// delivers a whole mailbox again.
/// </summary>
public class FrozenPositionTests
{
    private const string Fingerprint = "PQOf79YyDcfKXtxT2B6pIA";

    [Theory]
    [InlineData("imap-positions.txt")]
    [InlineData("imap-positions-2.txt")]
    public void IMAP_positions_are_read(string fixture)
    {
        var positions = FrozenFixture.ReadLines(fixture).Select(MailboxPosition.Parse).ToList();

        Assert.Equal(
            [
                (0u, 0u, null, null),
                (17u, 0u, null, null),
                (4294967295u, 4294967295u, null, null),
                (1767323045u, 42u, 1767323045L, Fingerprint),
                (1u, 2u, -86400L, Fingerprint),
            ],
            positions.Select(position => (position.UidValidity, position.Uid, position.ReceivedAt, position.Fingerprint)));
        Assert.Same(MailboxPosition.Beginning, positions[0]);
    }

    [Fact]
    public void IMAP_positions_are_written_as_before()
    {
        var received = DateTimeOffset.FromUnixTimeSeconds(1767323045);

        FrozenFixture.AssertPinned("imap-positions-2.txt",
        [
            MailboxPosition.Beginning.ToString(),
            MailboxPosition.Of(17, Message(0, null, null)).Renumbered(17, 0).ToString(),
            MailboxPosition.Of(uint.MaxValue, Message(uint.MaxValue, null, "<a@frozen.example>")).ToString(),
            MailboxPosition.Of(1767323045, Message(42, received.ToOffset(TimeSpan.FromHours(5)), "frozen-1@frozen.example")).ToString(),
            MailboxPosition.Of(1, Message(2, DateTimeOffset.FromUnixTimeSeconds(-86400), "frozen-1@frozen.example")).ToString(),
        ]);
    }

    [Theory]
    [InlineData("pop3-positions.txt")]
    [InlineData("pop3-positions-2.txt")]
    public void POP3_positions_are_read(string fixture)
    {
        var positions = FrozenFixture.ReadLines(fixture).Select(Pop3Position.Parse).ToList();

        Assert.Equal(Pop3Position.Beginning, positions[0]);
        Assert.Equal(["=1"], positions[1].Seen);
        Assert.Empty(positions[1].Deleted);
        Assert.Equal(Uidls.Select(UidlKey.Of).Order(StringComparer.Ordinal), positions[2].Seen.Order(StringComparer.Ordinal));
        Assert.Equal(DeletedUidls.Select(UidlKey.Of).Order(StringComparer.Ordinal), positions[2].Deleted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void POP3_positions_are_written_as_before() => FrozenFixture.AssertPinned("pop3-positions-2.txt",
    [
        Pop3Position.Beginning.ToString(),
        new Pop3Position([UidlKey.Of("1")], []).ToString(),
        new Pop3Position(Uidls.Select(UidlKey.Of), DeletedUidls.Select(UidlKey.Of)).ToString(),
    ]);

    private static readonly string[] DeletedUidls = ["-=#", "ü"];

    private static readonly string[] Uidls =
    [
        "whqtswO00WBw418f9t5JxYwZ", "1-2", "~!", new string('x', 32), new string('x', 33), "with space", .. DeletedUidls,
    ];

    private static MessageSummary Message(uint uid, DateTimeOffset? received, string? messageId) => new(0)
    {
        UniqueId = uid == 0 ? UniqueId.Invalid : new UniqueId(uid),
        InternalDate = received,
        Envelope = messageId is null ? null : new Envelope { MessageId = messageId },
    };
}
