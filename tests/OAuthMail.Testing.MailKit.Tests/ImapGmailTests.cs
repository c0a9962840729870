using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;

namespace OAuthMail.Testing.MailKit.Tests;

/// <summary>MailKit uses Gmail's extensions in the Google dialect.</summary>
public sealed class ImapGmailTests : MailKitTest
{
    protected override void Configure(MailTestHostOptions options) => options.Imap.Dialect = MailDialect.Google;

    [Fact]
    public async Task Identifiers_labels_and_searches_work_as_at_Gmail()
    {
        Put(NewMessage("One"), Alice.Inbox);
        Put(NewMessage("Two"), Alice.Inbox);
        using var client = await LogInToImapAsync();
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.GMailExt1));
        Assert.Equal("[Gmail]/Sent Mail", client.GetFolder(SpecialFolder.Sent)!.FullName);
        Assert.Equal("[Gmail]/All Mail", client.GetFolder(SpecialFolder.All)!.FullName);
        await client.Inbox.OpenAsync(FolderAccess.ReadWrite);

        await client.Inbox.StoreAsync([new UniqueId(1)], new StoreLabelsRequest(StoreAction.Add, ["Ärger", "\\Important"]));
        var summaries = await client.Inbox.FetchAsync(
            0, -1, MessageSummaryItems.GMailMessageId | MessageSummaryItems.GMailThreadId | MessageSummaryItems.GMailLabels);

        Assert.Equal(["\\Important", "Ärger"], summaries[0].GMailLabels!.Order(StringComparer.Ordinal));
        Assert.NotEqual(summaries[0].GMailMessageId, summaries[1].GMailMessageId);
        Assert.Equal([2u], (await client.Inbox.SearchAsync(SearchQuery.GMailRawSearch("subject:two"))).Select(id => id.Id));
        Assert.Equal([1u], (await client.Inbox.SearchAsync(SearchQuery.HasGMailLabel("Ärger"))).Select(id => id.Id));
    }
}
