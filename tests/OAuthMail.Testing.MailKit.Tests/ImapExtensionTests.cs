using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;

namespace OAuthMail.Testing.MailKit.Tests;

/// <summary>MailKit uses the extensions that the server offers.</summary>
public sealed class ImapExtensionTests : MailKitTest
{
    [Fact]
    public async Task The_folders_for_sent_and_deleted_messages_are_found_by_their_use()
    {
        using var client = await LogInToImapAsync();
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.SpecialUse));
        var sent = client.GetFolder(SpecialFolder.Sent);
        Assert.Equal("Sent", sent!.FullName);
        Assert.Equal("Trash", client.GetFolder(SpecialFolder.Trash)!.FullName);
        await sent.AppendAsync(NewMessage("Copy"), MessageFlags.Seen);
        Assert.Equal("Copy", Read(Assert.Single(Alice.FindFolder("Sent")!.Messages)).Subject);
    }

    [Fact]
    public async Task Only_changes_since_a_modification_sequence_are_fetched()
    {
        for (var i = 1; i <= 3; i++) Put(NewMessage("Subject " + i), Alice.Inbox);
        using var client = await LogInToImapAsync();
        await client.Inbox.OpenAsync(FolderAccess.ReadWrite);
        Assert.True(client.Inbox.Supports(FolderFeature.ModSequences));
        var known = client.Inbox.HighestModSeq;

        Alice.Inbox.SetFlags(2, ["\\Flagged"]);

        var changed = Assert.Single(await client.Inbox.FetchAsync(0, -1, known, MessageSummaryItems.Flags | MessageSummaryItems.UniqueId));
        Assert.Equal(2u, changed.UniqueId.Id);
        Assert.Equal(known + 1, changed.ModSeq);
        var unmodified = await client.Inbox.StoreAsync(
            [new UniqueId(1), new UniqueId(2)], new StoreFlagsRequest(StoreAction.Add, MessageFlags.Seen) { UnchangedSince = known });
        Assert.Equal([2u], unmodified.Select(id => id.Id));
    }

    [Fact]
    public async Task An_extended_search_returns_its_count_and_limits()
    {
        for (var i = 1; i <= 3; i++) Put(NewMessage("Subject " + i), Alice.Inbox);
        using var client = await LogInToImapAsync();
        await client.Inbox.OpenAsync(FolderAccess.ReadOnly);
        var results = await client.Inbox.SearchAsync(
            SearchOptions.All | SearchOptions.Count | SearchOptions.Min | SearchOptions.Max, SearchQuery.SubjectContains("Subject"));
        Assert.Equal((3, 1u, 3u), (results.Count, results.Min!.Value.Id, results.Max!.Value.Id));
        Assert.Contains(Host.Imap.Transcripts[^1].ServerLines, l => l.StartsWith("* ESEARCH ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_are_UTF_8_if_the_client_enables_it()
    {
        using var client = await LogInToImapAsync();
        await client.EnableUTF8Async();
        var folder = await client.GetFolder(client.PersonalNamespaces[0]).CreateAsync("Entwürfe", isMessageFolder: true);
        await folder!.AppendAsync(NewMessage("Grüße"));
        Assert.Single(Alice.FindFolder("Entwürfe")!.Messages);
        Assert.Contains(Host.Imap.Transcripts[^1].ClientLines, l => l.Contains("CREATE \"Entwürfe\"", StringComparison.Ordinal));
    }
}
