namespace OAuthMail.Testing.Tests.Mail;

/// <summary>Gmail's extensions in the Google dialect.</summary>
public sealed class ImapGmailTests : ImapTests
{
    public ImapGmailTests() => Options.Dialect = MailDialect.Google;

    [Fact]
    public async Task A_copy_has_the_identity_of_its_original_and_a_reply_its_thread()
    {
        Alice.Inbox.Append("Message-ID: <1@x>\r\nSubject: Hello\r\n\r\n"u8.ToArray());
        Alice.Inbox.Append("Message-ID: <2@x>\r\nReferences: <1@x> <0@x>\r\nSubject: Re: Hello\r\n\r\n"u8.ToArray());
        await using var client = await LoggedInAsync("SELECT INBOX");
        await AskAsync(client, "c COPY 1 INBOX");

        var ids = new List<string[]>();
        foreach (var line in await AskAsync(client, "d FETCH 1:3 (X-GM-MSGID X-GM-THRID)"))
        {
            var words = line.Split(' ', '(', ')');
            if (words.Length > 7) ids.Add([words[5], words[7]]);
        }

        Assert.Equal(ids[0], ids[2]);
        Assert.NotEqual(ids[0][0], ids[1][0]);
        Assert.Equal(ids[0][1], ids[1][1]);
        Assert.All(ids.SelectMany(id => id), id => Assert.Equal(19, id.Length));
        Assert.Equal("* SEARCH 1 3", (await AskAsync(client, "e SEARCH X-GM-MSGID " + ids[0][0]))[0]);
        Assert.Equal("* SEARCH 1 2 3", (await AskAsync(client, "f SEARCH X-GM-THRID " + ids[0][1]))[0]);
    }

    [Fact]
    public async Task Labels_are_stored_fetched_and_found()
    {
        Alice.Inbox.Append("Subject: x\r\n\r\n"u8.ToArray());
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.Equal(
            "* 1 FETCH (X-GM-LABELS (\"My label\" \"\\\\Important\"))",
            (await AskAsync(client, "c STORE 1 +X-GM-LABELS (\\Important \"My label\")"))[0]);
        Assert.Equal("* SEARCH 1", (await AskAsync(client, "d SEARCH X-GM-LABELS \"my label\""))[0]);
        await AskAsync(client, "e STORE 1 -X-GM-LABELS.SILENT (\"My label\")");
        Assert.Equal("* 1 FETCH (X-GM-LABELS (\"\\\\Important\"))", (await AskAsync(client, "f FETCH 1 X-GM-LABELS"))[0]);
    }

    [Theory]
    [InlineData("subject:hello", "1 2")]
    [InlineData("rfc822msgid:1@x", "1")]
    [InlineData("from:alice is:unread", "1")]
    [InlineData("-subject:re", "1")]
    [InlineData("\"good morning\"", "2")]
    [InlineData("is:read", "")]
    public async Task Searches_in_Gmails_language_are_answered(string query, string found)
    {
        Alice.Inbox.Append("Message-ID: <1@x>\r\nFrom: alice@x\r\nSubject: Hello\r\n\r\n"u8.ToArray());
        Alice.Inbox.Append("Message-ID: <2@x>\r\nFrom: bob@x\r\nSubject: Re: Hello\r\n\r\nGood morning\r\n"u8.ToArray());
        await using var client = await LoggedInAsync("SELECT INBOX");
        var quoted = query.Replace("\"", "\\\"", StringComparison.Ordinal);
        Assert.Equal($"* SEARCH {found}".TrimEnd(), (await AskAsync(client, $"c SEARCH X-GM-RAW \"{quoted}\""))[0]);
    }

    [Fact]
    public async Task An_operator_that_is_not_supported_is_not_ignored()
    {
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.StartsWith("c NO [CANNOT] ", Assert.Single(await AskAsync(client, "c SEARCH X-GM-RAW \"larger:5M\"")));
    }

    [Fact]
    public async Task Other_dialects_do_not_offer_the_extensions()
    {
        Options.Dialect = MailDialect.Standard;
        Alice.Inbox.Append("Subject: x\r\n\r\n"u8.ToArray());
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.StartsWith("c BAD ", Assert.Single(await AskAsync(client, "c FETCH 1 X-GM-MSGID")));
        Assert.StartsWith("d BAD ", Assert.Single(await AskAsync(client, "d SEARCH X-GM-RAW x")));
        Assert.StartsWith("e BAD ", Assert.Single(await AskAsync(client, "e STORE 1 X-GM-LABELS (x)")));
        Assert.DoesNotContain("X-GM-EXT-1", (await AskAsync(client, "f CAPABILITY"))[0], StringComparison.Ordinal);
    }
}
