using System.Globalization;
using System.Text.Json;
using MailKit;
using MimeKit;

namespace OAuthMail.Graph.Reading;

/// <summary>A message as a list of Graph describes it.</summary>
internal sealed class GraphItem
{
    /// <summary>The properties to list.</summary>
    public const string Properties =
        "id,internetMessageId,subject,from,toRecipients,ccRecipients,receivedDateTime,createdDateTime,lastModifiedDateTime,sentDateTime,"
        + "isRead";

    private GraphItem(string id) => Id = id;

    /// <summary>Gets the immutable id.</summary>
    public string Id { get; }

    public Envelope Envelope { get; } = new();

    public DateTimeOffset? ReceivedAt { get; private set; }

    /// <summary>Gets when the message was last received, created in its folder, or changed.</summary>
    public DateTimeOffset? ChangedAt { get; private set; }

    public bool IsRead { get; private set; }

    /// <summary>Reads an element of a list. Returns <see langword="null"/> for a removed message and for one without an id.</summary>
    public static GraphItem? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.TryGetProperty("@removed", out _)) return null;
        if (Text(element, "id") is not { Length: > 0 } id) return null;
        var item = new GraphItem(id) { ReceivedAt = Time(element, "receivedDateTime") };
        item.ChangedAt = new[] { item.ReceivedAt, Time(element, "createdDateTime"), Time(element, "lastModifiedDateTime") }.Max();
        item.IsRead = element.TryGetProperty("isRead", out var read) && read.ValueKind == JsonValueKind.True;
        var envelope = item.Envelope;
        envelope.Subject = Text(element, "subject");
        envelope.MessageId = Text(element, "internetMessageId")?.Trim().TrimStart('<').TrimEnd('>');
        envelope.Date = Time(element, "sentDateTime");
        if (element.TryGetProperty("from", out var from)) Add(envelope.From, from);
        AddAll(envelope.To, element, "toRecipients");
        AddAll(envelope.Cc, element, "ccRecipients");
        return item;
    }

    public static string? Text(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }

    private static void AddAll(InternetAddressList list, JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var recipients) || recipients.ValueKind != JsonValueKind.Array) return;
        foreach (var recipient in recipients.EnumerateArray()) Add(list, recipient);
    }

    private static void Add(InternetAddressList list, JsonElement recipient)
    {
        if (recipient.ValueKind != JsonValueKind.Object || !recipient.TryGetProperty("emailAddress", out var address)
            || address.ValueKind != JsonValueKind.Object || Text(address, "address") is not { Length: > 0 } text)
        {
            return;
        }

        try
        {
            list.Add(new MailboxAddress(Text(address, "name") ?? "", text));
        }
        catch (FormatException)
        {
            // The sender of a message determines its addresses. One that is not valid must not block the folder.
            list.Add(new GroupAddress(text));
        }
    }

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        DateTimeOffset.TryParse(Text(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
