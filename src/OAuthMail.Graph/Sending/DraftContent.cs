using System.Text.Json;
using MimeKit;
using OAuthMail.MailKit.Delivery;

namespace OAuthMail.Graph.Sending;

/// <summary>Writes the parts of a message that a draft in JSON can contain.</summary>
internal static class DraftContent
{
    private const int MaximumHeaders = 5;

    /// <summary>Returns what a draft cannot contain, or <see langword="null"/> if the message has nothing of it.</summary>
    public static string? FindLoss(MimeMessage message)
    {
        foreach (var part in Flatten(message.Body))
        {
            var type = part.ContentType;
            if (type.IsMimeType("multipart", "signed") || type.IsMimeType("multipart", "encrypted")
                || type.IsMimeType("application", "pkcs7-mime") || type.IsMimeType("application", "x-pkcs7-mime"))
            {
                return "its signature or encryption";
            }

            if (type.IsMimeType("text", "calendar")) return "its calendar part";
        }

        return null;
    }

    /// <summary>Returns everything but the text of the draft and its alternatives.</summary>
    public static IEnumerable<MimeEntity> GetAttachments(MimeMessage message)
    {
        var bodies = new HashSet<MimeEntity>(ReferenceEqualityComparer.Instance);
        if (FindText(message) is { } text)
        {
            bodies.Add(text);
            var alternatives = Flatten(message.Body).OfType<MultipartAlternative>().Where(one => Flatten(one).Contains(text));
            foreach (var other in alternatives.SelectMany(Flatten).OfType<TextPart>().Where(IsText)) bodies.Add(other);
        }

        return Flatten(message.Body).Where(part => part is MimePart or MessagePart && !bodies.Contains(part));
    }

    /// <summary>Returns the text that the draft contains: in HTML if there is one.</summary>
    private static TextPart? FindText(MimeMessage message)
    {
        var texts = Flatten(message.Body).OfType<TextPart>().Where(IsText).ToList();
        return texts.Find(part => part.IsHtml) ?? texts.FirstOrDefault();
    }

    private static bool IsText(TextPart part) =>
        (part.IsPlain || part.IsHtml) && !part.IsAttachment && part.ContentId is null && part.FileName is null;

    /// <summary>Writes the draft without its attachments.</summary>
    public static byte[] Write(MessageEnvelope envelope)
    {
        var message = envelope.Message;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("subject", message.Subject ?? "");
            json.WriteString("internetMessageId", $"<{envelope.MessageId}>");
            json.WriteStartObject("body");
            var text = FindText(message);
            json.WriteString("contentType", text is { IsHtml: true } ? "html" : "text");
            json.WriteString("content", text?.Text ?? "");
            json.WriteEndObject();
            if (message.From.Mailboxes.FirstOrDefault() is { } from)
            {
                json.WritePropertyName("from");
                WriteAddress(json, from);
            }

            WriteAddresses(json, "toRecipients", message.To.Mailboxes);
            WriteAddresses(json, "ccRecipients", message.Cc.Mailboxes);
            WriteAddresses(json, "bccRecipients", GraphMessageWriter.GetHidden(envelope));
            WriteAddresses(json, "replyTo", message.ReplyTo.Mailboxes);
            if (message.Importance != MessageImportance.Normal)
            {
                json.WriteString("importance", message.Importance == MessageImportance.High ? "high" : "low");
            }

            var headers = message.Headers.Where(one => one.Field.StartsWith("X-", StringComparison.OrdinalIgnoreCase)).Take(MaximumHeaders)
                .ToList();
            if (headers.Count > 0)
            {
                json.WriteStartArray("internetMessageHeaders");
                foreach (var header in headers)
                {
                    json.WriteStartObject();
                    json.WriteString("name", header.Field);
                    json.WriteString("value", header.Value);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Writes an attachment with its content.</summary>
    public static byte[] Write(MimeEntity attachment, ReadOnlyMemory<byte> content)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("@odata.type", "#microsoft.graph.fileAttachment");
            json.WriteString("name", NameOf(attachment));
            json.WriteString("contentType", attachment.ContentType.MimeType);
            if (attachment.ContentId is { } id)
            {
                json.WriteString("contentId", id);
                json.WriteBoolean("isInline", !attachment.IsAttachment);
            }

            json.WriteBase64String("contentBytes", content.Span);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Writes the description of an attachment that is uploaded in parts.</summary>
    public static byte[] WriteSession(MimeEntity attachment, long length)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("AttachmentItem");
            json.WriteString("attachmentType", "file");
            json.WriteString("name", NameOf(attachment));
            json.WriteString("contentType", attachment.ContentType.MimeType);
            json.WriteNumber("size", length);
            if (attachment.ContentId is { } id)
            {
                json.WriteString("contentId", id);
                json.WriteBoolean("isInline", !attachment.IsAttachment);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string NameOf(MimeEntity attachment) =>
        (attachment.ContentDisposition?.FileName ?? attachment.ContentType.Name) is { Length: > 0 } name
            ? name
            : attachment is MessagePart ? "message.eml" : "attachment";

    private static IEnumerable<MimeEntity> Flatten(MimeEntity? entity)
    {
        if (entity is null) yield break;
        yield return entity;
        if (entity is not Multipart parts) yield break;
        foreach (var part in parts.SelectMany(Flatten)) yield return part;
    }

    private static void WriteAddresses(Utf8JsonWriter json, string name, IEnumerable<MailboxAddress> addresses)
    {
        json.WriteStartArray(name);
        foreach (var address in addresses) WriteAddress(json, address);
        json.WriteEndArray();
    }

    private static void WriteAddress(Utf8JsonWriter json, MailboxAddress address)
    {
        json.WriteStartObject();
        json.WriteStartObject("emailAddress");
        json.WriteString("address", address.Address);
        if (!string.IsNullOrEmpty(address.Name)) json.WriteString("name", address.Name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
