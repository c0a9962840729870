using System.Globalization;
using OAuthMail.Storage;

namespace OAuthMail.AccountStates;

/// <summary>The state of an account as it is stored. It contains no secret.</summary>
internal sealed class StoredState
{
    private const string Kind = "account.status";

    public MailAccountStatus Status { get; set; }

    public DateTimeOffset Since { get; set; }

    public DateTimeOffset? LastSuccess { get; set; }

    public string? ProblemCode { get; set; }

    public string? Detail { get; set; }

    /// <summary>Gets or sets the claims challenge that the next sign-in must send.</summary>
    public string? Claims { get; set; }

    /// <summary>
    /// Gets or sets the number of changes so far. It makes the id of a notice, which is the same if a process repeats it.
    /// </summary>
    public int Changes { get; set; }

    /// <summary>Gets or sets a value that indicates whether there was a notice of the current status.</summary>
    public bool IsReported { get; set; }

    public TokenRecord ToRecord()
    {
        var record = new TokenRecord();
        var properties = record.Properties;
        properties[Kind] = Status.ToString();
        properties["account.since"] = RecordTime.Write(Since);
        properties["account.changes"] = Changes.ToString(CultureInfo.InvariantCulture);
        if (IsReported) properties["account.reported"] = "true";
        if (LastSuccess is { } success) properties["account.success"] = RecordTime.Write(success);
        if (ProblemCode is { } code) properties["account.problem"] = code;
        if (Detail is { } detail) properties["account.detail"] = detail;
        if (Claims is { } claims) properties["account.claims"] = claims;
        return record;
    }

    /// <summary>
    /// Parses a record. Returns <see langword="null"/> if it is not a state, or was written by a later version.
    /// </summary>
    public static StoredState? FromRecord(TokenRecord? record)
    {
        if (record is null || !record.Properties.TryGetValue(Kind, out var text)) return null;
        if (!Enum.TryParse<MailAccountStatus>(text, out var status)) return null;
        if (!RecordTime.TryRead(record, "account.since", out var since)) return null;
        record.Properties.TryGetValue("account.problem", out var problem);
        record.Properties.TryGetValue("account.detail", out var detail);
        record.Properties.TryGetValue("account.claims", out var claims);
        record.Properties.TryGetValue("account.changes", out var changes);
        return new StoredState
        {
            Status = status,
            Since = since,
            LastSuccess = RecordTime.TryRead(record, "account.success", out var success) ? success : null,
            ProblemCode = problem,
            Detail = detail,
            Claims = claims,
            IsReported = record.Properties.ContainsKey("account.reported"),
            Changes = int.TryParse(changes, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0,
        };
    }

    /// <summary>Creates the public state.</summary>
    public MailAccountState ToState(string account, MailProtocol? protocol) => new(account, protocol, Status, Since)
    {
        LastSuccess = LastSuccess,
        Problem = ProblemCodes.Find(ProblemCode),
        Detail = Detail,
    };
}
