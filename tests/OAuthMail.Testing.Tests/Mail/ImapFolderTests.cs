namespace OAuthMail.Testing.Tests.Mail;

public sealed class ImapFolderTests : ImapTests
{
    [Fact]
    public async Task Folders_are_created_listed_renamed_and_deleted()
    {
        await using var client = await LoggedInAsync();
        Assert.StartsWith("1 OK ", await client.AskAsync("1 CREATE Projects/2026/June"));
        Assert.StartsWith("2 NO [ALREADYEXISTS]", await client.AskAsync("2 CREATE inbox"));
        Assert.StartsWith("3 OK ", await client.AskAsync("3 CREATE \"Entw&APw-rfe\""));
        Assert.NotNull(Alice.FindFolder("Entwürfe"));
        Assert.Equal(
            [
                "* LIST (\\HasNoChildren) \"/\" \"Entw&APw-rfe\"",
                "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
                "* LIST (\\HasChildren) \"/\" \"Projects\"",
                "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\"",
                "* LIST (\\HasNoChildren \\Trash) \"/\" \"Trash\"",
                "4 OK LIST completed.",
            ],
            await AskAsync(client, "4 LIST \"\" %"));
        Assert.Equal(4, (await AskAsync(client, "5 LIST Projects *")).Count);
        Assert.Equal(2, (await AskAsync(client, "6 LIST \"\" inbox")).Count);
        Assert.Equal("* LIST (\\Noselect) \"/\" \"\"", (await AskAsync(client, "7 LIST \"\" \"\""))[0]);

        Assert.StartsWith("8 OK ", await client.AskAsync("8 DELETE Projects/2026"));
        Assert.Equal("* LIST (\\Noselect \\HasChildren) \"/\" \"Projects/2026\"", (await AskAsync(client, "9 LIST \"\" Projects/2026"))[0]);
        Assert.StartsWith("10 NO ", await client.AskAsync("10 SELECT Projects/2026"));
        Assert.StartsWith("11 OK ", await client.AskAsync("11 RENAME Projects Work"));
        Assert.NotNull(Alice.FindFolder("Work/2026/June"));
        Assert.StartsWith("12 NO ", await client.AskAsync("12 DELETE INBOX"));
        Assert.StartsWith("13 NO ", await client.AskAsync("13 DELETE Projects"));
    }

    [Fact]
    public async Task Subscriptions_remain_after_folders_are_deleted_and_include_their_parents()
    {
        await using var client = await LoggedInAsync();
        await client.AskAsync("1 CREATE a/b");
        Assert.StartsWith("2 OK ", await client.AskAsync("2 SUBSCRIBE a/b"));
        Assert.Equal("* LSUB () \"/\" \"a/b\"", (await AskAsync(client, "3 LSUB \"\" a*"))[0]);
        Assert.Equal("* LSUB (\\Noselect) \"/\" \"a\"", (await AskAsync(client, "4 LSUB \"\" %"))[1]);
        await client.AskAsync("5 DELETE a/b");
        Assert.Equal("* LSUB (\\Noselect) \"/\" \"a/b\"", (await AskAsync(client, "6 LSUB \"\" a*"))[0]);
        Assert.StartsWith("7 OK ", await client.AskAsync("7 UNSUBSCRIBE a/b"));
        Assert.Single(await AskAsync(client, "8 LSUB \"\" a*"));
    }

    [Fact]
    public async Task NAMESPACE_STATUS_and_ID_are_answered()
    {
        Bench.Store.Deliver(MailBench.Alice, "A: b\r\n\r\n"u8.ToArray());
        await using var client = await LoggedInAsync();
        Assert.Equal("* NAMESPACE ((\"\" \"/\")) NIL NIL", (await AskAsync(client, "1 NAMESPACE"))[0]);
        Assert.Equal(
            $"* STATUS \"INBOX\" (MESSAGES 1 RECENT 1 UIDNEXT 2 UIDVALIDITY {Alice.Inbox.UidValidity} UNSEEN 1)",
            (await AskAsync(client, "2 STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)"))[0]);
        Assert.StartsWith("* ID (", (await AskAsync(client, "3 ID NIL"))[0]);
        Assert.StartsWith("4 NO [NONEXISTENT]", await client.AskAsync("4 STATUS Nowhere (MESSAGES)"));
    }

    [Fact]
    public async Task A_folder_that_is_created_again_has_another_UIDVALIDITY()
    {
        await using var client = await LoggedInAsync();
        await client.AskAsync("1 CREATE again");
        var first = Alice.FindFolder("again")!.UidValidity;
        await client.AskAsync("2 DELETE again");
        await client.AskAsync("3 CREATE again");
        Assert.True(Alice.FindFolder("again")!.UidValidity > first);
    }

    [Fact]
    public async Task SELECT_reports_the_state_of_the_folder_and_EXAMINE_changes_nothing()
    {
        Alice.Inbox.Append("A: b\r\n\r\n"u8.ToArray(), ["\\Seen"]);
        Alice.Inbox.Append("A: c\r\n\r\n"u8.ToArray(), ["Work"]);
        await using var client = await LoggedInAsync();
        var examined = await AskAsync(client, "1 EXAMINE INBOX");
        Assert.Contains("* 2 RECENT", examined);
        Assert.Contains("* OK [PERMANENTFLAGS ()] Nothing can be changed", examined);
        Assert.StartsWith("1 OK [READ-ONLY]", examined[^1]);
        Assert.StartsWith("2 NO [READ-ONLY]", await client.AskAsync("2 STORE 1 FLAGS (\\Deleted)"));

        var selected = await AskAsync(client, "3 SELECT INBOX");
        Assert.Equal(
            [
                "* 2 EXISTS", "* 2 RECENT", "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft Work)",
                "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft Work \\*)] Kept",
                "* OK [UNSEEN 2] The first one that is not seen", $"* OK [UIDVALIDITY {Alice.Inbox.UidValidity}] UIDs are valid",
                "* OK [UIDNEXT 3] The next UID", "* OK [HIGHESTMODSEQ 3] The highest one", "3 OK [READ-WRITE] SELECT completed.",
            ],
            selected);
        Assert.Contains("* 0 RECENT", await AskAsync(client, "4 SELECT INBOX"));
        Assert.StartsWith("5 OK ", await client.AskAsync("5 UNSELECT"));
        Assert.StartsWith("6 BAD ", await client.AskAsync("6 FETCH 1 FLAGS"));
    }
}
