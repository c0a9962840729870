namespace OAuthMail.Testing.Tests.Mail;

/// <summary>SPECIAL-USE (RFC 6154), ESEARCH (RFC 4731) and UTF8=ACCEPT (RFC 6855).</summary>
public sealed class ImapExtensionTests : ImapTests
{
    [Theory]
    [InlineData("LIST \"\" %", true)]
    [InlineData("LIST (SPECIAL-USE) \"\" *", false)]
    [InlineData("LIST (SPECIAL-USE SUBSCRIBED) \"\" (\"Sent\" \"Work\")", null)]
    [InlineData("LIST \"\" (INBOX Sent Trash) RETURN (SUBSCRIBED CHILDREN SPECIAL-USE)", true)]
    public async Task Folders_for_sent_and_deleted_messages_are_found(string command, bool? withInbox)
    {
        await using var client = await LoggedInAsync();
        var lines = await AskAsync(client, "c " + command);
        Assert.Equal("c OK LIST completed.", lines[^1]);
        if (withInbox is null)
        {
            Assert.Single(lines);
            return;
        }

        Assert.Equal(withInbox, lines[0].EndsWith("\"INBOX\"", StringComparison.Ordinal));
        Assert.Contains("* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\"", lines);
        Assert.Contains("* LIST (\\HasNoChildren \\Trash) \"/\" \"Trash\"", lines);
    }

    [Theory]
    [InlineData("RETURN (MIN MAX COUNT) ALL", " MIN 1 MAX 3 COUNT 3")]
    [InlineData("RETURN () ALL", " ALL 1:3")]
    [InlineData("RETURN (ALL) CHARSET UTF-8 SUBJECT \"2\"", " ALL 2")]
    [InlineData("RETURN (MIN COUNT) DELETED", " COUNT 0")]
    [InlineData("RETURN (ALL) DELETED", "")]
    [InlineData("RETURN (MAX) MODSEQ 3", " MAX 3 MODSEQ 4")]
    public async Task A_search_returns_what_was_asked_for(string search, string result)
    {
        for (var i = 1; i <= 3; i++) Alice.Inbox.Append(System.Text.Encoding.ASCII.GetBytes($"Subject: {i}\r\n\r\n"));
        await using var client = await LoggedInAsync("SELECT INBOX (CONDSTORE)");
        Assert.Equal($"* ESEARCH (TAG \"c\"){result}", (await AskAsync(client, "c SEARCH " + search))[0]);
        Assert.Equal($"* ESEARCH (TAG \"d\") UID{result}", (await AskAsync(client, "d UID SEARCH " + search))[0]);
    }

    [Fact]
    public async Task Names_are_UTF_8_after_UTF8_ACCEPT_was_enabled()
    {
        await using var client = await LoggedInAsync();
        Assert.Equal("* ENABLED UTF8=ACCEPT", (await AskAsync(client, "b ENABLE UTF8=ACCEPT"))[0]);
        Assert.Equal("c OK CREATE completed.", (await AskAsync(client, "c CREATE \"Entwürfe & mehr\""))[^1]);
        Assert.NotNull(Alice.FindFolder("Entwürfe & mehr"));
        Assert.Equal(
            "* LIST (\\HasNoChildren) \"/\" \"Entwürfe & mehr\"", (await AskAsync(client, "d LIST \"\" \"Entwürfe*\""))[0]);
        await AskAsync(client, "e APPEND \"Entwürfe & mehr\" UTF8 (~{13+}\r\nSubject: ü\r\n)");
        Assert.Equal("Subject: ü\r\n", Assert.Single(Alice.FindFolder("Entwürfe & mehr")!.Messages).Text);
        await AskAsync(client, "f SELECT INBOX");
        Assert.StartsWith("g BAD ", Assert.Single(await AskAsync(client, "g SEARCH CHARSET UTF-8 ALL")));
    }

    [Fact]
    public async Task Without_the_extensions_their_syntax_is_rejected()
    {
        (Options.OfferUtf8, Options.OfferExtendedSearch, Options.OfferCondStore) = (false, false, false);
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.StartsWith("c BAD ", Assert.Single(await AskAsync(client, "c SEARCH RETURN (ALL) ALL")));
        Assert.StartsWith("d BAD ", Assert.Single(await AskAsync(client, "d ENABLE UTF8=ACCEPT")));
        Assert.StartsWith("e BAD ", Assert.Single(await AskAsync(client, "e APPEND INBOX UTF8 (~{1+}\r\nx)")));
        var capabilities = (await AskAsync(client, "f CAPABILITY"))[0].Split(' ');
        Assert.DoesNotContain("ENABLE", capabilities);
        Assert.DoesNotContain("UTF8=ACCEPT", capabilities);
    }
}
