using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Sending;

public class LargeMessageTests
{
    private static Task<GraphWorld> StartAsync() =>
        GraphWorld.StartAsync(configure: options => options.LargeMessages = GraphLargeMessages.UploadSession);

    private static MimeMessage Message(int length)
    {
        var message = GraphWorld.Message();
        var content = new byte[length];
        new Random(1).NextBytes(content);
        var builder = new BodyBuilder { TextBody = "See the files." };
        builder.Attachments.Add("large.bin", content);
        builder.Attachments.Add("small.txt", "small"u8.ToArray());
        message.Body = builder.ToMessageBody();
        message.Headers.Add("X-Ticket", "17");
        message.Bcc.Add(new MailboxAddress("", "carol@contoso.test"));
        return message;
    }

    [Fact]
    public async Task Attachments_are_uploaded_in_parts_without_a_token_and_arrive_unchanged()
    {
        await using var world = await StartAsync();
        var carol = world.Host.AddMailbox("carol@contoso.test");
        var message = Message(7 * 1024 * 1024);

        await world.Sender.SendAsync("alerts", message);

        var received = Assert.Single(world.BobMailbox.Inbox.Messages);
        Assert.Single(carol.Inbox.Messages);
        using var stream = new MemoryStream(received.Content.ToArray());
        var copy = await MimeMessage.LoadAsync(stream);
        Assert.Equal(message.MessageId, copy.MessageId);
        Assert.Equal("17", copy.Headers["X-Ticket"]);
        var files = copy.Attachments.OfType<MimePart>().ToDictionary(part => part.FileName!, Read);
        Assert.Equal(Read(message.Attachments.OfType<MimePart>().First()), files["large.bin"]);
        Assert.Equal("small"u8.ToArray(), files["small.txt"]);
        var uploads = world.Server.Requests.Where(request => request.Operation == GraphOperation.Upload).ToList();
        Assert.Equal(3, uploads.Count);
        Assert.All(uploads, upload => Assert.False(upload.HasToken));
        Assert.DoesNotContain("authtoken", string.Join("\n", world.Application.Log.Messages), StringComparison.Ordinal);
        Assert.Empty(world.AlertsMailbox.FindFolder("Drafts")!.Messages);
    }

    [Fact]
    public async Task Inline_text_file_is_attached()
    {
        await using var world = await StartAsync();
        var message = Message(4 * 1024 * 1024);
        var log = new TextPart("plain") { Text = "line 1", FileName = "log.txt", ContentDisposition = new ContentDisposition("inline") };
        log.ContentDisposition.FileName = "log.txt";
        message.Body = new Multipart("mixed") { message.Body!, log, new TextPart("plain") { Text = "second text" } };

        await world.Sender.SendAsync("alerts", message);

        using var stream = new MemoryStream(Assert.Single(world.BobMailbox.Inbox.Messages).Content.ToArray());
        var copy = await MimeMessage.LoadAsync(stream);
        Assert.Contains("See the files.", copy.TextBody, StringComparison.Ordinal);
        Assert.Contains(copy.BodyParts.OfType<MimePart>(), part => part.FileName == "log.txt");
        Assert.Contains(copy.BodyParts.OfType<TextPart>(), part => part.Text.Contains("second text", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Draft_that_is_not_sent_is_deleted()
    {
        await using var world = await StartAsync();
        world.Server.On(GraphOperation.SendDraft, GraphFault.Error(403, "ErrorSendAsDenied", "no"));

        await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", Message(4 * 1024 * 1024)));

        Assert.Empty(world.AlertsMailbox.FindFolder("Drafts")!.Messages);
    }

    [Fact]
    public async Task Draft_of_a_failed_upload_is_deleted_and_nothing_is_sent()
    {
        await using var world = await StartAsync();
        world.Server.On(GraphOperation.Upload, GraphFault.Response(400, "no"));

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", Message(4 * 1024 * 1024)));

        Assert.DoesNotContain("authtoken", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(world.AlertsMailbox.FindFolder("Drafts")!.Messages);
        Assert.Empty(world.BobMailbox.Inbox.Messages);
    }

    [Fact]
    public async Task Missing_permission_for_drafts_is_named()
    {
        await using var world = await StartAsync();
        world.Client.Roles.Remove("Mail.ReadWrite");

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", Message(4 * 1024 * 1024)));

        Assert.Equal(Problems.GraphAccessDenied, failure.Problem);
    }

    [Fact]
    public async Task Signed_message_is_rejected_rather_than_damaged()
    {
        await using var world = await StartAsync();
        var message = Message(4 * 1024 * 1024);
        message.Body = new Multipart("signed") { message.Body!, new MimePart("application", "pkcs7-signature") };

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", message));

        Assert.Equal(Problems.MessageTooLarge, failure.Problem);
        Assert.Contains("signature", failure.Detail, StringComparison.Ordinal);
        Assert.Empty(world.Server.Requests);
    }

    private static byte[] Read(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return content.ToArray();
    }
}
