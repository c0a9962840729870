using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MimeKit;

namespace OAuthMail.Testing.Graph;

/// <summary>Converts messages between MIME and the JSON of Graph.</summary>
internal static class GraphMessages
{
    private const string ImmutablePrefix = "AAkAL";

    /// <summary>Headers of sent messages that stay, in addition to those that begin with <c>X-</c> or <c>Content-</c>.</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "Sender", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version",
        "Importance", "Sensitivity", "Thread-Topic", "Thread-Index", "Disposition-Notification-To",
    };

    public static string IdOf(MailFolder folder, StoredMessage message, bool isImmutable) => isImmutable
        ? ImmutablePrefix + message.Details.Identity.ToString("x16", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"AAMk{folder.UidValidity:x8}{message.Uid:x8}");

    /// <summary>Finds a message by either kind of id.</summary>
    public static (MailFolder Folder, StoredMessage Message) Require(TestMailbox mailbox, string id)
    {
        var identity = Identity(id);
        foreach (var folder in mailbox.Folders)
        {
            // An id of 10,000 messages is found without writing the ids of all of them.
            var message = Array.Find(
                folder.Snapshot(),
                one => identity is null ? IdOf(folder, one, isImmutable: false) == id : one.Details.Identity == identity);
            if (message is not null) return (folder, message);
        }

        throw new GraphErrorException(404, "ErrorItemNotFound", "The specified object was not found in the store.");
    }

    public static JsonObject Describe(MailFolder folder, StoredMessage message, bool isImmutable)
    {
        var headers = message.Shared.GetStructure(ParsedHeaders.Read);
        return new JsonObject
        {
            ["id"] = IdOf(folder, message, isImmutable),
            ["internetMessageId"] = headers.MessageId,
            ["subject"] = headers.Subject,
            ["receivedDateTime"] = Time(message.InternalDate),
            ["createdDateTime"] = Time(message.InternalDate),
            ["lastModifiedDateTime"] = Time(message.InternalDate),
            ["sentDateTime"] = Time(headers.Date),
            ["isRead"] = message.Flags.Contains("\\Seen"),
            ["isDraft"] = message.Flags.Contains("\\Draft"),
            ["parentFolderId"] = GraphFolders.IdOf(folder),
            ["from"] = headers.From.Select(Address).FirstOrDefault(),
            ["toRecipients"] = new JsonArray([.. headers.To.Select(Address)]),
            ["ccRecipients"] = new JsonArray([.. headers.Cc.Select(Address)]),
        };
    }

    /// <summary>Parses a message.</summary>
    public static MimeMessage Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var stream = new MemoryStream(content.ToArray());
            return MimeMessage.Load(stream);
        }
        catch (FormatException)
        {
            throw new GraphErrorException(400, "ErrorMimeContentInvalid", "The MIME content is invalid.");
        }
    }

    /// <summary>Decodes the base64 of a body.</summary>
    public static byte[] Decode(byte[] body)
    {
        try
        {
            return Convert.FromBase64String(Encoding.ASCII.GetString(body));
        }
        catch (FormatException)
        {
            throw new GraphErrorException(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.");
        }
    }

    /// <summary>Creates a message from the JSON of a draft.</summary>
    public static MimeMessage FromJson(JsonObject json)
    {
        var message = new MimeMessage();
        message.From.Clear();
        if (json["from"] is JsonObject from) message.From.Add(Mailbox(from));
        Add(message.To, json["toRecipients"]);
        Add(message.Cc, json["ccRecipients"]);
        Add(message.Bcc, json["bccRecipients"]);
        Add(message.ReplyTo, json["replyTo"]);
        message.Subject = (string?)json["subject"] ?? "";
        if ((string?)json["internetMessageId"] is { } id) message.MessageId = id.Trim('<', '>');
        var headers = json["internetMessageHeaders"] as JsonArray ?? [];
        if (headers.Count > 5)
            throw new GraphErrorException(400, "InvalidInternetMessageHeaderCollection", "Maximum number of headers is 5.");
        foreach (var header in headers)
        {
            var name = (string)header!["name"]!;
            if (!name.StartsWith("x-", StringComparison.OrdinalIgnoreCase))
                throw new GraphErrorException(400, "InvalidInternetMessageHeader", $"The header name '{name}' must start with 'x-'.");
            message.Headers.Add(name, (string)header["value"]!);
        }

        var isHtml = string.Equals((string?)json["body"]?["contentType"], "html", StringComparison.OrdinalIgnoreCase);
        message.Body = new TextPart(isHtml ? "html" : "plain") { Text = (string?)json["body"]?["content"] ?? "" };
        return message;
    }

    /// <summary>Removes the headers that Exchange does not keep.</summary>
    public static void Rewrite(MimeMessage message)
    {
        foreach (var header in message.Headers.ToList())
        {
            var isKept = Kept.Contains(header.Field) || header.Field.StartsWith("X-", StringComparison.OrdinalIgnoreCase)
                || header.Field.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);
            if (!isKept) message.Headers.Remove(header);
        }
    }

    public static byte[] Write(MimeMessage message)
    {
        using var stream = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, stream);
        return stream.ToArray();
    }

    /// <summary>Returns the identity in an immutable id, or <see langword="null"/> if it is not one.</summary>
    private static ulong? Identity(string id) =>
        id.StartsWith(ImmutablePrefix, StringComparison.Ordinal)
            && ulong.TryParse(
                id.AsSpan(ImmutablePrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                ? value
                : null;

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonNode Address(MailboxAddress mailbox) => new JsonObject
    {
        ["emailAddress"] = new JsonObject { ["name"] = mailbox.Name ?? mailbox.Address, ["address"] = mailbox.Address },
    };

    private static void Add(InternetAddressList list, JsonNode? recipients)
    {
        foreach (var one in recipients as JsonArray ?? []) list.Add(Mailbox((JsonObject)one!));
    }

    private static MailboxAddress Mailbox(JsonObject recipient) =>
        new((string?)recipient["emailAddress"]?["name"] ?? "", (string?)recipient["emailAddress"]?["address"] ?? "");

    /// <summary>
    /// The headers that lists contain. A <see cref="MimeMessage"/> parses some of them when they are read, so that requests must not share
    /// one.
    /// </summary>
    private sealed record ParsedHeaders(
        string? MessageId, string? Subject, DateTimeOffset Date, MailboxAddress[] From, MailboxAddress[] To, MailboxAddress[] Cc)
    {
        public static ParsedHeaders Read(ReadOnlyMemory<byte> content)
        {
            using var message = Parse(content);
            return new ParsedHeaders(
                message.MessageId is { } id ? $"<{id}>" : null, message.Subject, message.Date, [.. message.From.Mailboxes],
                [.. message.To.Mailboxes], [.. message.Cc.Mailboxes]);
        }
    }
}
