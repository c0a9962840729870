using MailKit;
using MailKit.Net.Imap;

namespace OAuthMail.Testing.MailKit.Tests;

public sealed class ImapFolderTests : MailKitTest
{
    [Fact]
    public async Task Folders_are_created_listed_renamed_subscribed_and_deleted()
    {
        using var client = await LogInToImapAsync();
        var root = client.GetFolder(client.PersonalNamespaces[0]);
        var archive = await root.CreateAsync("Archiv für Ärzte", isMessageFolder: true);
        var year = await archive!.CreateAsync("2026", isMessageFolder: true);
        Assert.Equal("Archiv für Ärzte/2026", year!.FullName);
        Assert.NotNull(Alice.FindFolder("Archiv für Ärzte/2026"));

        Assert.Equal(["Archiv für Ärzte", "INBOX", "Sent", "Trash"], Names(await root.GetSubfoldersAsync()));
        Assert.Equal(["2026"], (await archive.GetSubfoldersAsync()).Select(f => f.Name));
        Assert.True(archive.Attributes.HasFlag(FolderAttributes.HasChildren));
        Assert.Equal("2026", (await archive.GetSubfolderAsync("2026")).Name);
        Assert.Equal(
            ["Archiv für Ärzte", "Archiv für Ärzte/2026", "INBOX", "Sent", "Trash"],
            Names(await client.GetFoldersAsync(client.PersonalNamespaces[0])));

        await year.SubscribeAsync();
        Assert.Contains("Archiv für Ärzte/2026", Alice.Subscriptions);
        Assert.Contains(
            await client.GetFoldersAsync(client.PersonalNamespaces[0], StatusItems.None, true), f => f.FullName == year.FullName);
        await year.UnsubscribeAsync();
        Assert.DoesNotContain("Archiv für Ärzte/2026", Alice.Subscriptions);

        await year.RenameAsync(root, "Altes");
        Assert.Equal("Altes", year.FullName);
        Assert.NotNull(Alice.FindFolder("Altes"));
        await year.DeleteAsync();
        Assert.Null(Alice.FindFolder("Altes"));
        Assert.False(year.Exists);
        Assert.Equal("None", (await Assert.ThrowsAsync<FolderNotFoundException>(() => client.GetFolderAsync("None"))).FolderName);
        var more = await root.CreateAsync("Mehr", isMessageFolder: true);
        await Assert.ThrowsAsync<ImapCommandException>(() => more!.RenameAsync(root, archive.Name));
    }

    [Fact]
    public async Task STATUS_reports_a_folder_that_is_not_open()
    {
        for (var i = 0; i < 3; i++) Put(NewMessage(), Alice.Inbox, i == 0 ? ["\\Seen"] : []);
        using var client = await LogInToImapAsync();
        await client.Inbox!.StatusAsync(
            StatusItems.Count | StatusItems.Unread | StatusItems.Recent | StatusItems.UidNext | StatusItems.UidValidity);
        Assert.Equal((3, 2, 3), (client.Inbox.Count, client.Inbox.Unread, client.Inbox.Recent));
        Assert.Equal((4u, Alice.Inbox.UidValidity), (client.Inbox.UidNext!.Value.Id, client.Inbox.UidValidity));
    }

    [Fact]
    public async Task Opening_reports_the_state_of_the_folder_and_EXAMINE_changes_nothing()
    {
        Put(NewMessage(), Alice.Inbox, "\\Seen", "Wichtig");
        Put(NewMessage(), Alice.Inbox);
        using var client = await LogInToImapAsync();
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadOnly);
        Assert.Equal((FolderAccess.ReadOnly, 2, 1), (inbox.Access, inbox.Count, inbox.FirstUnread));
        Assert.Contains("Wichtig", inbox.AcceptedKeywords);
        await Assert.ThrowsAnyAsync<Exception>(() => inbox.AddFlagsAsync(0, MessageFlags.Flagged, silent: true));
        await inbox.OpenAsync(FolderAccess.ReadWrite);
        Assert.True(inbox.PermanentFlags.HasFlag(MessageFlags.UserDefined | MessageFlags.Deleted));
        await inbox.CheckAsync();
        await inbox.CloseAsync();
        Assert.False(inbox.IsOpen);
    }

    private static IEnumerable<string> Names(IEnumerable<IMailFolder> folders) =>
        folders.Select(f => f.FullName).Order(StringComparer.Ordinal);
}
