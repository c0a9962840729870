namespace OAuthMail.Testing.Tests.Mail;

/// <summary>CONDSTORE (RFC 7162) and ENABLE (RFC 5161).</summary>
public sealed class ImapConditionalStoreTests : ImapTests
{
    private static readonly byte[] Message = "Subject: x\r\n\r\n"u8.ToArray();

    [Fact]
    public async Task Each_change_has_a_higher_modification_sequence()
    {
        for (var i = 0; i < 3; i++) Alice.Inbox.Append(Message);
        await using var client = await LoggedInAsync();
        Assert.Contains("CONDSTORE", (await AskAsync(client, "b CAPABILITY"))[0], StringComparison.Ordinal);

        var selected = await AskAsync(client, "c SELECT INBOX (CONDSTORE)");
        Assert.Contains("* OK [HIGHESTMODSEQ 4] The highest one", selected);
        Assert.Equal("* 2 FETCH (UID 2 MODSEQ (3))", (await AskAsync(client, "d FETCH 2 (UID MODSEQ)"))[0]);
        Assert.Equal("* 1 FETCH (FLAGS (\\Recent \\Seen) MODSEQ (5))", (await AskAsync(client, "e STORE 1 +FLAGS (\\Seen)"))[0]);
        Assert.Equal("* 1 FETCH (MODSEQ (6))", (await AskAsync(client, "f STORE 1 +FLAGS.SILENT (\\Flagged)"))[0]);
        Assert.Equal("* STATUS \"INBOX\" (HIGHESTMODSEQ 6)", (await AskAsync(client, "g STATUS INBOX (HIGHESTMODSEQ)"))[0]);
    }

    [Fact]
    public async Task Only_changed_messages_are_fetched_or_found()
    {
        for (var i = 0; i < 3; i++) Alice.Inbox.Append(Message);
        Alice.Inbox.SetFlags(2, ["\\Seen"]);
        await using var client = await LoggedInAsync("SELECT INBOX");

        Assert.Equal(
            ["* OK [HIGHESTMODSEQ 5] The highest one", "* 2 FETCH (UID 2 FLAGS (\\Recent \\Seen) MODSEQ (5))", "c OK FETCH completed."],
            await AskAsync(client, "c UID FETCH 1:* (FLAGS) (CHANGEDSINCE 4)"));
        Assert.Equal("* SEARCH 2 (MODSEQ 5)", (await AskAsync(client, "d SEARCH MODSEQ 5"))[0]);
        Assert.Equal("* SEARCH 2 3 (MODSEQ 5)", (await AskAsync(client, "e SEARCH MODSEQ \"/flags/\\\\seen\" all 4"))[0]);
        Assert.Equal("* SEARCH", (await AskAsync(client, "f SEARCH MODSEQ 6"))[0]);
    }

    [Fact]
    public async Task A_message_that_was_modified_meanwhile_is_not_changed()
    {
        for (var i = 0; i < 3; i++) Alice.Inbox.Append(Message);
        Alice.Inbox.SetFlags(2, ["\\Answered"]);
        await using var client = await LoggedInAsync("SELECT INBOX");

        var lines = await AskAsync(client, "c UID STORE 1:3 (UNCHANGEDSINCE 4) +FLAGS.SILENT (\\Deleted)");

        Assert.Equal("c OK [MODIFIED 2] STORE completed.", lines[^1]);
        Assert.Equal([true, false, true], Alice.Inbox.Messages.Select(m => m.Flags.Contains("\\Deleted")));
    }

    [Fact]
    public async Task Changes_by_others_contain_the_modification_sequence_once_it_was_enabled()
    {
        Alice.Inbox.Append(Message);
        await using var client = await LoggedInAsync();
        Assert.Equal(["* ENABLED CONDSTORE", "b OK ENABLE completed."], await AskAsync(client, "b ENABLE CONDSTORE X-OTHER"));
        await AskAsync(client, "c SELECT INBOX");
        Alice.Inbox.SetFlags(1, ["\\Seen"]);
        Assert.Equal("* 1 FETCH (UID 1 FLAGS (\\Recent \\Seen) MODSEQ (3))", (await AskAsync(client, "d NOOP"))[0]);
        Assert.StartsWith("e BAD ", Assert.Single(await AskAsync(client, "e ENABLE CONDSTORE")));
    }

    [Fact]
    public async Task Without_the_extension_its_syntax_is_rejected()
    {
        Options.OfferCondStore = false;
        Alice.Inbox.Append(Message);
        await using var client = await LoggedInAsync("SELECT INBOX");
        foreach (var command in new[]
        {
            "SELECT INBOX (CONDSTORE)", "FETCH 1 (MODSEQ)", "SEARCH MODSEQ 1", "STATUS INBOX (HIGHESTMODSEQ)",
            "STORE 1 (UNCHANGEDSINCE 1) FLAGS ()", "FETCH 1 FLAGS (CHANGEDSINCE 1)",
        })
        {
            await AskAsync(client, "s SELECT INBOX");
            Assert.StartsWith("c BAD ", (await AskAsync(client, "c " + command))[^1]);
        }
    }
}
