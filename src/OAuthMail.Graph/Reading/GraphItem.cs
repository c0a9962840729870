using System.Text.Json;
using MailKit;
using MimeKit;
using OAuthMail.Flows;
using OAuthMail.Graph.Http;
using OAuthMail.Tokens;

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
        if (JwtPayload.Get(element, "@removed") is not null || ResponseJson.GetText(element, "id") is not { } id) return null;
        var item = new GraphItem(id) { ReceivedAt = GraphTime.Get(element, "receivedDateTime") };
        item.ChangedAt = new[]
        {
            item.ReceivedAt, GraphTime.Get(element, "createdDateTime"), GraphTime.Get(element, "lastModifiedDateTime"),
        }.Max();
        item.IsRead = JwtPayload.Get(element, "isRead") is { ValueKind: JsonValueKind.True };
        var envelope = item.Envelope;
        envelope.Subject = JwtPayload.GetText(element, "subject");
        envelope.MessageId = JwtPayload.GetText(element, "internetMessageId")?.Trim().TrimStart('<').TrimEnd('>');
        envelope.Date = GraphTime.Get(element, "sentDateTime");
        if (JwtPayload.Get(element, "from") is { } from) Add(envelope.From, from);
        AddAll(envelope.To, element, "toRecipients");
        AddAll(envelope.Cc, element, "ccRecipients");
        return item;
    }

    private static void AddAll(InternetAddressList list, JsonElement element, string name)
    {
        if (JwtPayload.Get(element, name) is not { ValueKind: JsonValueKind.Array } recipients) return;
        foreach (var recipient in recipients.EnumerateArray()) Add(list, recipient);
    }

    private static void Add(InternetAddressList list, JsonElement recipient)
    {
        if (JwtPayload.Get(recipient, "emailAddress") is not { } address) return;
        if (ResponseJson.GetText(address, "address") is not { } text) return;

        try
        {
            list.Add(new MailboxAddress(JwtPayload.GetText(address, "name") ?? "", text));
        }
        catch (FormatException)
        {
            // The sender of a message determines its addresses. One that is not valid must not block the folder.
            list.Add(new GroupAddress(text));
        }
    }
}
