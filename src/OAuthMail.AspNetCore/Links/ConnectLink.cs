using System.Globalization;
using OAuthMail.Storage;

namespace OAuthMail.AspNetCore.Links;

/// <summary>A connect link as it is stored.</summary>
/// <param name="Account">The name of the account.</param>
/// <param name="Address">The address of the mailbox. The configuration can give the account's name to another mailbox later.</param>
/// <param name="Protocol">A protocol of the registration, or <see langword="null"/> if the account has one for all protocols.</param>
/// <param name="CreatedAt">When the link was created.</param>
/// <param name="ExpiresAt">When the link expires.</param>
/// <param name="Browser">The hash of the secret of the browser that uses the link, or <see langword="null"/> if none does.</param>
/// <param name="IsCompleted">Whether the mailbox was connected with the link.</param>
internal sealed record ConnectLink(
    string Account, string? Address, MailProtocol? Protocol, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? Browser,
    bool IsCompleted)
{
    private const string Prefix = "connect-link.";

    /// <summary>Determines whether the account still has the mailbox for which the link was created.</summary>
    public bool IsFor(MailAccount account) =>
        Address is null || string.Equals(Address, account.Address, StringComparison.OrdinalIgnoreCase);

    /// <summary>Creates the record.</summary>
    public TokenRecord ToRecord()
    {
        var record = new TokenRecord();
        record.Properties[Prefix + "account"] = Account;
        record.Properties[Prefix + "created"] = CreatedAt.ToString("O", CultureInfo.InvariantCulture);
        record.Properties[Prefix + "expires"] = ExpiresAt.ToString("O", CultureInfo.InvariantCulture);
        if (Address is not null) record.Properties[Prefix + "address"] = Address;
        if (Protocol is { } protocol) record.Properties[Prefix + "protocol"] = protocol.ToString();
        if (Browser is not null) record.Properties[Prefix + "browser"] = Browser;
        if (IsCompleted) record.Properties[Prefix + "completed"] = "true";
        return record;
    }

    /// <summary>Parses a record. Returns <see langword="null"/> if it is not a connect link.</summary>
    public static ConnectLink? FromRecord(TokenRecord record)
    {
        if (Find(record, "account") is not { } account) return null;
        if (ReadTime(record, "expires") is not { } expiresAt) return null;

        MailProtocol? protocol = Enum.TryParse<MailProtocol>(Find(record, "protocol"), out var one) ? one : null;
        var createdAt = ReadTime(record, "created") ?? expiresAt;
        return new ConnectLink(
            account, Find(record, "address"), protocol, createdAt, expiresAt, Find(record, "browser"),
            Find(record, "completed") is not null);
    }

    private static DateTimeOffset? ReadTime(TokenRecord record, string name) =>
        DateTimeOffset.TryParseExact(Find(record, name), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;

    private static string? Find(TokenRecord record, string name) =>
        record.Properties.TryGetValue(Prefix + name, out var value) ? value : null;
}
