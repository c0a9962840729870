using OAuthMail.Storage;

namespace OAuthMail.MailKit.Handling;

/// <summary>A failed message as it is stored.</summary>
internal sealed class FailureRecord
{
    /// <summary>The start of the keys of failed messages.</summary>
    public const string KeyPrefix = KindOfKey + "-";

    private const string KindOfKey = "mail-failure";
    private const string Kind = "failed.handler";

    public string Id { get; set; } = "";

    public string Handler { get; set; } = "";

    public string Account { get; set; } = "";

    /// <summary>Gets or sets the address of the mailbox. The configuration can give the account's name to another mailbox later.</summary>
    public string? Address { get; set; }

    public string Folder { get; set; } = "";

    public MailProtocol Protocol { get; set; }

    public string MessageId { get; set; } = "";

    public string? Subject { get; set; }

    public string Reason { get; set; } = "";

    public DateTimeOffset FailedAt { get; set; }

    /// <summary>Gets or sets the folder to which the message was moved, or <see langword="null"/> if it was not moved.</summary>
    public string? MovedTo { get; set; }

    /// <summary>Gets or sets the id in <see cref="MovedTo"/>, or <see langword="null"/> if the server did not report it.</summary>
    public string? MovedId { get; set; }

    public static TokenKey KeyOf(string id) => TokenKey.Create(KindOfKey, id);

    /// <summary>Returns the same id for the same message and handler, so that a repeated failure replaces the first one.</summary>
    public static string CreateId(TokenKey position, string messageId) => TokenKey.Create("failed", position.Value, messageId).Value;

    public TokenRecord ToRecord()
    {
        var record = new TokenRecord();
        var properties = record.Properties;
        properties[Kind] = Handler;
        properties["failed.id"] = Id;
        properties["failed.account"] = Account;
        properties["failed.folder"] = Folder;
        properties["failed.protocol"] = Protocol.ToString();
        properties["failed.message"] = MessageId;
        properties["failed.reason"] = Reason;
        properties["failed.at"] = RecordTime.Write(FailedAt);
        if (Address is not null) properties["failed.address"] = Address;
        if (Subject is not null) properties["failed.subject"] = Subject;
        if (MovedTo is not null) properties["failed.moved.folder"] = MovedTo;
        if (MovedId is not null) properties["failed.moved.message"] = MovedId;
        return record;
    }

    /// <summary>Parses a record. Returns <see langword="null"/> if it is not a failed message.</summary>
    public static FailureRecord? FromRecord(TokenRecord? record)
    {
        if (record is null || !record.Properties.TryGetValue(Kind, out var handler)) return null;
        var properties = record.Properties;
        if (!properties.TryGetValue("failed.id", out var id) || !properties.TryGetValue("failed.account", out var account)
            || !properties.TryGetValue("failed.folder", out var folder) || !properties.TryGetValue("failed.message", out var message)
            || !properties.TryGetValue("failed.protocol", out var text) || !Enum.TryParse<MailProtocol>(text, out var protocol)
            || !properties.TryGetValue("failed.reason", out var reason) || !RecordTime.TryRead(record, "failed.at", out var at))
        {
            return null;
        }

        properties.TryGetValue("failed.address", out var address);
        properties.TryGetValue("failed.subject", out var subject);
        properties.TryGetValue("failed.moved.folder", out var movedTo);
        properties.TryGetValue("failed.moved.message", out var movedId);
        return new FailureRecord
        {
            Id = id, Handler = handler, Account = account, Address = address, Folder = folder, Protocol = protocol, MessageId = message,
            Subject = subject, Reason = reason, FailedAt = at, MovedTo = movedTo, MovedId = movedId,
        };
    }

    public FailedMail ToFailedMail() => new(Id, Account, MessageId, Reason, FailedAt) { Subject = Subject };
}
