namespace OAuthMail.Testing.Tests.Mail;

/// <summary>A sequence number that no message has is a syntax error (RFC 3501 section 9, seq-number).</summary>
public sealed class ImapSequenceNumberTests : ImapTests
{
    [Theory]
    [InlineData("FETCH 3 FLAGS")]
    [InlineData("FETCH 1:3 FLAGS")]
    [InlineData("FETCH 3:* FLAGS")]
    [InlineData("STORE 1,3 FLAGS (\\Seen)")]
    [InlineData("COPY 3 INBOX")]
    [InlineData("MOVE 2:4 INBOX")]
    [InlineData("SEARCH 3")]
    [InlineData("SEARCH NOT (3)")]
    [InlineData("UID SEARCH 3")]
    public async Task A_number_beyond_the_last_message_is_rejected(string command)
    {
        Alice.Inbox.Append("Subject: 1\r\n\r\n"u8.ToArray());
        Alice.Inbox.Append("Subject: 2\r\n\r\n"u8.ToArray());
        await using var client = await LoggedInAsync("SELECT INBOX");

        Assert.StartsWith("c BAD ", Assert.Single(await AskAsync(client, "c " + command)));
        Assert.Equal(2, Alice.Inbox.Messages.Count);
    }

    [Theory]
    [InlineData("FETCH 1:* FLAGS")]
    [InlineData("FETCH * FLAGS")]
    [InlineData("SEARCH 1:*")]
    public async Task No_number_is_valid_in_an_empty_folder(string command)
    {
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.StartsWith("c BAD ", Assert.Single(await AskAsync(client, "c " + command)));
    }

    [Theory]
    [InlineData("UID FETCH 1:* FLAGS")]
    [InlineData("UID FETCH 7 FLAGS")]
    [InlineData("UID STORE 7 FLAGS (\\Seen)")]
    [InlineData("UID SEARCH UID 7:9")]
    public async Task A_unique_identifier_without_a_message_is_ignored(string command)
    {
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.StartsWith("c OK ", (await AskAsync(client, "c " + command))[^1]);
    }
}
