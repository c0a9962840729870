namespace OAuthMail.Testing.Tests.Mail;

/// <summary>A session notices that its selected folder was deleted.</summary>
public sealed class ImapDeletedFolderTests : ImapTests
{
    [Theory]
    [InlineData("NOOP")]
    [InlineData("FETCH 1 FLAGS")]
    [InlineData("UID SEARCH ALL")]
    [InlineData("LIST \"\" *")]
    public async Task The_next_command_ends_the_session(string command)
    {
        Alice.CreateFolder("Work")!.Append("Subject: 1\r\n\r\n"u8.ToArray());
        await using var client = await LoggedInAsync("SELECT Work");

        Assert.True(Alice.DeleteFolder("Work"));

        Assert.Equal("* BYE The selected folder was deleted", await client.AskAsync("c " + command));
        Assert.Null(await client.ReadAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Idle_ends_at_once(bool withMessage)
    {
        var work = Alice.CreateFolder("Work")!;
        if (withMessage) work.Append("Subject: 1\r\n\r\n"u8.ToArray());
        await using var client = await LoggedInAsync("SELECT Work");
        Assert.Equal("+ idling", await client.AskAsync("c IDLE"));
        await Server.WaitForIdleAsync();

        Alice.DeleteFolder("Work");

        var lines = await client.ReadUntilAsync(line => line.StartsWith("* BYE ", StringComparison.Ordinal));
        Assert.Equal("* BYE The selected folder was deleted", lines[^1]);
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task A_folder_that_was_created_again_is_another_folder()
    {
        Alice.CreateFolder("Work");
        await using var client = await LoggedInAsync("SELECT Work");

        Alice.DeleteFolder("Work");
        Alice.CreateFolder("Work");

        Assert.StartsWith("* BYE ", await client.AskAsync("c NOOP"));
    }

    [Fact]
    public async Task A_client_that_deletes_its_own_folder_has_none_selected()
    {
        Alice.CreateFolder("Work");
        await using var client = await LoggedInAsync("SELECT Work");

        Assert.Equal(["c OK DELETE completed."], await AskAsync(client, "c DELETE Work"));

        Assert.StartsWith("d BAD ", Assert.Single(await AskAsync(client, "d CHECK")));
        Assert.StartsWith("e OK ", (await AskAsync(client, "e SELECT INBOX"))[^1]);
    }
}
