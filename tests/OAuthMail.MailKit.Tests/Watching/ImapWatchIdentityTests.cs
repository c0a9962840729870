using OAuthMail.MailKit.Tests.Authentication;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>Servers that announce no usable UIDVALIDITY. The scripts send each reply as such a server does.</summary>
public sealed class ImapWatchIdentityTests : WatchTest
{
    [Theory]
    [InlineData("* OK [UIDVALIDITY 0] no persistent UIDs")]
    [InlineData("* OK [UIDNOTSTICKY] no persistent UIDs")]
    public async Task Position_without_UIDVALIDITY_is_read_back_and_continues(string validity)
    {
        var kept = await ReadAsync(
            MailboxPosition.Beginning.ToString(),
            Select(validity, 2).Expect("* UID SEARCH *").Send("* SEARCH 4 5").SendTagged("OK done")
                .Expect("* UID FETCH *").Send(Fetch(1, 4), Fetch(2, 5)).SendTagged("OK done"), 4u);
        await ReadAsync(
            kept,
            Select(validity, 2).Expect("* UID FETCH 4 *").Send(Fetch(1, 4)).SendTagged("OK done")
                .Expect("* UID SEARCH *").Send("* SEARCH 5").SendTagged("OK done")
                .Expect("* UID FETCH *").Send(Fetch(2, 5)).SendTagged("OK done"), 5u);
    }

    [Fact]
    public async Task Renumbered_messages_without_UIDVALIDITY_are_delivered_again()
    {
        const string validity = "* OK [UIDVALIDITY 0] no persistent UIDs";
        var kept = await ReadAsync(
            MailboxPosition.Beginning.ToString(),
            Select(validity, 2).Expect("* UID SEARCH *").Send("* SEARCH 4 5").SendTagged("OK done")
                .Expect("* UID FETCH *").Send(Fetch(1, 4), Fetch(2, 5)).SendTagged("OK done"), 4u);
        await ReadAsync(
            kept,
            Select(validity, 2).Expect("* UID FETCH 4 *").Send(Fetch(1, 4, "other")).SendTagged("OK done")
                .Expect("* UID SEARCH *").Send("* SEARCH").SendTagged("OK done")
                .Expect("* UID SEARCH *").Send("* SEARCH 4 5").SendTagged("OK done")
                .Expect("* UID FETCH *").Send(Fetch(1, 4, "other"), Fetch(2, 5)).SendTagged("OK done"), 4u);
    }

    private static MailPeerScript Select(string validity, int count) =>
        new MailPeerScript().Greet(MailProtocol.Imap, "OAUTHBEARER").TakeMessage(MailProtocol.Imap, "OAUTHBEARER").Accept(MailProtocol.Imap)
            .Expect("* SELECT INBOX*").Send($"* {count} EXISTS", "* FLAGS (\\Seen)", validity, "* OK [UIDNEXT 6] next")
            .SendTagged("OK [READ-WRITE] done");

    private static string Fetch(int number, uint uid, string id = "id") =>
        $"* {number} FETCH (UID {uid} INTERNALDATE \"01-Jan-2026 00:00:0{uid} +0000\" "
            + $"ENVELOPE (NIL \"Subject\" NIL NIL NIL NIL NIL NIL NIL \"<{id}{uid}@example.com>\") FLAGS () RFC822.SIZE 100)";

    private async Task<string> ReadAsync(string from, MailPeerScript script, uint uid)
    {
        await using var peer = new ScriptedMailPeer(
            TlsMode.Implicit, Host.CertificateAuthority, script.Expect("* LOGOUT").Send("* BYE bye").SendTagged("OK done"));
        var account = CreateAccount("scripted", AliceAddress, options => options.Imap = "tls://" + peer.Endpoint);
        await using var watch = Watcher.WatchAsync(
            account, new MailWatchOptions { From = MailboxPosition.Parse(from), Retry = Retry }).GetAsyncEnumerator();
        Assert.Equal(uid, (await NextAsync(watch)).UniqueId.Id);
        return watch.Current.Position.ToString();
    }
}
