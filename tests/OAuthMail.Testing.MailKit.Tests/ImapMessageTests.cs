using System.Globalization;
using MailKit;
using MailKit.Search;
using MimeKit;

namespace OAuthMail.Testing.MailKit.Tests;

public sealed class ImapMessageTests : MailKitTest
{
    [Fact]
    public async Task An_appended_message_is_returned_byte_for_byte()
    {
        using var message = NewMessage("Grüße", "Zeile\r\n.dot\r\n");
        using var client = await LogInToImapAsync();
        var inbox = client.Inbox!;
        var date = DateTimeOffset.Parse("2026-03-01T10:11:12+02:00", CultureInfo.InvariantCulture);
        var request = new AppendRequest(message, MessageFlags.Seen | MessageFlags.Flagged, ["Projekt"], date);
        var uid = await inbox.AppendAsync(request);
        var stored = Assert.Single(Alice.Inbox.Messages);
        Assert.Equal((stored.Uid, date), (uid!.Value.Id, stored.InternalDate));
        Assert.Equal(["Projekt", "\\Flagged", "\\Seen"], stored.Flags.Order(StringComparer.Ordinal));

        await inbox.OpenAsync(FolderAccess.ReadOnly);
        using var received = await inbox.GetMessageAsync(uid.Value);
        Assert.Equal((message.Subject, message.MessageId), (received.Subject, received.MessageId));
        await using var stream = await inbox.GetStreamAsync(uid.Value, "");
        using var octets = new MemoryStream();
        await stream.CopyToAsync(octets);
        Assert.Equal(stored.Content.ToArray(), octets.ToArray());

        await using var part = await inbox.GetStreamAsync(uid.Value, 10, 25);
        using var few = new MemoryStream();
        await part.CopyToAsync(few);
        Assert.Equal(stored.Content.Slice(10, 25).ToArray(), few.ToArray());

        var many = await inbox.AppendAsync([new AppendRequest(message), new AppendRequest(message)]);
        Assert.Equal([2u, 3u], many.Select(u => u.Id));
    }

    [Fact]
    public async Task A_summary_contains_envelope_structure_flags_size_date_and_preview()
    {
        using var message = NewMessage("Bestellung für \"Müller\"");
        message.Cc.Add(new MailboxAddress("Ünal, Dr.", "u@example.com"));
        message.Date = DateTimeOffset.Parse("2026-03-01T10:11:12+02:00", CultureInfo.InvariantCulture);
        message.InReplyTo = "before@example.com";
        message.References.Add("first@example.com");
        message.Body = new BodyBuilder
        {
            TextBody = "Guten Tag,\r\nanbei die Übersicht.\r\n",
            HtmlBody = "<p>Guten Tag</p>",
            Attachments = { { "Übersicht.pdf", new byte[4000], new ContentType("application", "pdf") } },
        }.ToMessageBody();
        var stored = Put(message, Alice.Inbox, "\\Answered");

        using var client = await LogInToImapAsync();
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadOnly);
        var summary = Assert.Single(await inbox.FetchAsync(0, -1,
            MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope | MessageSummaryItems.BodyStructure | MessageSummaryItems.Flags
            | MessageSummaryItems.Size | MessageSummaryItems.InternalDate | MessageSummaryItems.References
            | MessageSummaryItems.PreviewText));

        Assert.Equal((stored.Uid, (uint)stored.Content.Length), (summary.UniqueId.Id, summary.Size));
        Assert.Equal(MessageFlags.Answered | MessageFlags.Recent, summary.Flags | MessageFlags.Recent);
        Assert.Equal((message.Subject, message.MessageId), (summary.Envelope!.Subject, summary.Envelope.MessageId));
        Assert.Equal(message.Date, summary.Envelope.Date);
        Assert.Equal("Ünal, Dr.", summary.Envelope.Cc.Mailboxes.Single().Name);
        Assert.Equal(AliceAddress, summary.Envelope.From.Mailboxes.Single().Address);
        Assert.Equal("before@example.com", summary.Envelope.InReplyTo);
        Assert.Equal(["first@example.com"], summary.References!);
        Assert.Equal("Guten Tag, anbei die Übersicht.", summary.PreviewText!.Trim());

        var attachment = Assert.Single(summary.Attachments);
        Assert.Equal(("Übersicht.pdf", true), (attachment.FileName, attachment.IsAttachment));
        Assert.Equal("text/html", summary.HtmlBody!.ContentType.MimeType);
        Assert.Equal("multipart/mixed", summary.Body!.ContentType.MimeType);

        var file = Assert.IsType<MimePart>(await inbox.GetBodyPartAsync(summary.UniqueId, attachment));
        using var content = new MemoryStream();
        await file.Content!.DecodeToAsync(content);
        Assert.Equal(4000, content.Length);
        var text = Assert.IsType<TextPart>(await inbox.GetBodyPartAsync(summary.UniqueId, summary.TextBody!));
        Assert.Equal("Guten Tag,\r\nanbei die Übersicht.\r\n", text.Text.ReplaceLineEndings("\r\n"));
    }

    [Fact]
    public async Task The_parts_of_an_embedded_message_can_be_read()
    {
        using var inner = NewMessage("Innen");
        inner.Body = new BodyBuilder { TextBody = "Innen", HtmlBody = "<p>Innen</p>" }.ToMessageBody();
        using var outer = NewMessage("Außen");
        outer.Body = new Multipart("mixed") { new TextPart("plain") { Text = "siehe unten" }, new MessagePart("rfc822", inner) };
        Put(outer, Alice.Inbox);
        using var client = await LogInToImapAsync();
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadOnly);
        var summary = (await inbox.FetchAsync(0, -1, MessageSummaryItems.UniqueId | MessageSummaryItems.BodyStructure))[0];
        var embedded = ((BodyPartMultipart)summary.Body!).BodyParts.OfType<BodyPartMessage>().Single();
        Assert.Equal("Innen", embedded.Envelope!.Subject);
        var message = Assert.IsType<MessagePart>(await inbox.GetBodyPartAsync(summary.UniqueId, embedded));
        Assert.Equal("Innen", message.Message!.Subject);
        var html = ((BodyPartMultipart)embedded.Body!).BodyParts.OfType<BodyPartText>().Single(p => p.IsHtml);
        var text = Assert.IsType<TextPart>(await inbox.GetBodyPartAsync(summary.UniqueId, html));
        Assert.Equal(("2.2", "<p>Innen</p>"), (html.PartSpecifier, text.Text.Trim()));
        Assert.Equal("Außen", (await inbox.GetHeadersAsync(summary.UniqueId))[HeaderId.Subject]);
    }

    [Fact]
    public async Task Headers_can_be_fetched_alone()
    {
        for (var i = 0; i < 30; i++) Put(NewMessage($"Number {i}"), Alice.Inbox);
        using var client = await LogInToImapAsync();
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        var all = await client.Inbox.FetchAsync(0, -1, new FetchRequest(MessageSummaryItems.UniqueId, ["Subject", "X-None"]));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"Number {i}"), all.Select(s => s.Headers![HeaderId.Subject]));
        Assert.All(all, s => Assert.Single(s.Headers!));
        var full = await client.Inbox.FetchAsync(
            [all[3].UniqueId, all[7].UniqueId], MessageSummaryItems.Full | MessageSummaryItems.Headers);
        Assert.Equal(["Number 3", "Number 7"], full.Select(s => s.NormalizedSubject));
    }

    [Fact]
    public async Task Searches_support_text_header_flag_size_date_and_combinations()
    {
        Put(NewMessage("Rechnung Köln", "Bitte zahlen Sie 100 Euro.\r\n"), Alice.Inbox, "\\Seen");
        Put(NewMessage("Grüße", "Schöne Grüße aus München\r\n"), Alice.Inbox, "\\Flagged", "Privat");
        Put(NewMessage("Groß", new string('x', 5000)), Alice.Inbox, "\\Deleted");
        using var client = await LogInToImapAsync();
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite);

        Assert.Equal("1,2,3", await FindAsync(SearchQuery.All));
        Assert.Equal("1", await FindAsync(SearchQuery.SubjectContains("rechnung köln")));
        Assert.Equal("2", await FindAsync(SearchQuery.BodyContains("München")));
        Assert.Equal("1", await FindAsync(SearchQuery.MessageContains("100 Euro")));
        Assert.Equal("2,3", await FindAsync(SearchQuery.NotSeen));
        Assert.Equal("2", await FindAsync(SearchQuery.HasKeyword("Privat")));
        Assert.Equal("2", await FindAsync(SearchQuery.Flagged.And(SearchQuery.NotDeleted)));
        Assert.Equal("1,3", await FindAsync(SearchQuery.Seen.Or(SearchQuery.LargerThan(4000))));
        Assert.Equal("", await FindAsync(SearchQuery.FromContains("nobody")));
        Assert.Equal("1,2,3", await FindAsync(SearchQuery.ToContains(BobAddress)));
        Assert.Equal("1,2,3", await FindAsync(SearchQuery.HeaderContains("Message-Id", "@")));
        Assert.Equal("1,2,3", await FindAsync(SearchQuery.DeliveredAfter(DateTime.UtcNow.AddDays(-3))));
        Assert.Equal("", await FindAsync(SearchQuery.SentBefore(DateTime.UtcNow.AddDays(-3))));
        Assert.Equal("2", await FindAsync(SearchQuery.Uids([new UniqueId(2), new UniqueId(9)])));
        Assert.Equal("1,2", await FindAsync(SearchQuery.Not(SearchQuery.Deleted)));

        async Task<string> FindAsync(SearchQuery query) => string.Join(',', (await client.Inbox!.SearchAsync(query)).Select(u => u.Id));
    }

    [Fact]
    public async Task Flags_are_added_removed_and_replaced()
    {
        for (var i = 0; i < 3; i++) Put(NewMessage(), Alice.Inbox);
        using var client = await LogInToImapAsync();
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadWrite);
        var uids = await inbox.SearchAsync(SearchQuery.All);
        var told = 0;
        inbox.MessageFlagsChanged += (_, _) => told++;
        await inbox.AddFlagsAsync(uids, MessageFlags.Seen | MessageFlags.Answered, ["Projekt"], silent: false);
        Assert.Equal(3, told);
        await inbox.RemoveFlagsAsync(uids[0], MessageFlags.Seen, silent: true);
        await inbox.SetFlagsAsync(2, MessageFlags.Draft, silent: true);
        Assert.Equal(["Projekt,\\Answered", "Projekt,\\Answered,\\Seen", "\\Draft"],
            Alice.Inbox.Messages.Select(m => string.Join(',', m.Flags.Order(StringComparer.Ordinal))));
    }

    [Fact]
    public async Task Messages_are_copied_moved_and_expunged_and_new_identifiers_are_returned()
    {
        for (var i = 0; i < 5; i++) Put(NewMessage($"Number {i}"), Alice.Inbox);
        using var client = await LogInToImapAsync();
        var inbox = client.Inbox!;
        var archive = await client.GetFolder(client.PersonalNamespaces[0]).CreateAsync("Archive", isMessageFolder: true);
        await inbox.OpenAsync(FolderAccess.ReadWrite);
        var uids = await inbox.SearchAsync(SearchQuery.All);

        var copied = await inbox.CopyToAsync([uids[0], uids[1]], archive!);
        Assert.Equal([1u, 2u], copied.Values.Select(u => u.Id));
        var moved = await inbox.MoveToAsync([uids[2]], archive!);
        Assert.Equal(3u, moved[uids[2]].Id);
        Assert.Equal((4, 3), (inbox.Count, Alice.FindFolder("Archive")!.Messages.Count));

        await inbox.AddFlagsAsync([uids[0], uids[4]], MessageFlags.Deleted, silent: true);
        await inbox.ExpungeAsync([uids[0]]);
        Assert.Equal([2u, 4u, 5u], Alice.Inbox.Messages.Select(m => m.Uid));
        await inbox.ExpungeAsync();
        Assert.Equal([2u, 4u], Alice.Inbox.Messages.Select(m => m.Uid));
        Assert.Equal(2, inbox.Count);
        await Assert.ThrowsAsync<FolderNotFoundException>(
            async () => await inbox.CopyToAsync([uids[1]], await client.GetFolderAsync("None")));
        await Assert.ThrowsAsync<MessageNotFoundException>(() => inbox.GetMessageAsync(uids[0]));
    }
}
