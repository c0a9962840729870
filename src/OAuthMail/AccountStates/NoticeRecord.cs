using OAuthMail.Storage;

namespace OAuthMail.AccountStates;

/// <summary>
/// A notice as it is stored until all observers have received it. It survives the end of the process, and its lease decides which process
/// delivers it.
/// </summary>
internal sealed class NoticeRecord
{
    /// <summary>The start of the keys of notices.</summary>
    public const string KeyPrefix = KindOfKey + "-";

    private const string KindOfKey = "account-notice";
    private const string Kind = "notice.kind";
    private const string Separator = "\n";

    /// <summary>The largest number of accounts that a notice about a credential names.</summary>
    public const int MaximumAccounts = 100;

    public string Id { get; set; } = "";

    public MailAccountNoticeKind NoticeKind { get; set; }

    public string Account { get; set; } = "";

    public MailProtocol? Protocol { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public StoredState State { get; set; } = new();

    public MailAccountStatus? PreviousStatus { get; set; }

    /// <summary>Gets or sets the credential that expires, and when.</summary>
    public (CredentialKind Kind, string Name, DateTimeOffset ExpiresAt)? Credential { get; set; }

    /// <summary>Gets or sets the names of the accounts that use the credential.</summary>
    public IReadOnlyList<string> CredentialAccounts { get; set; } = [];

    /// <summary>Gets or sets the address of the application's own page, which is the same for all observers and repetitions.</summary>
    public MailSignInAddress? Address { get; set; }

    /// <summary>Gets the names of the observers that have received the notice.</summary>
    public HashSet<string> Delivered { get; } = new(StringComparer.Ordinal);

    public TokenKey Key => KeyOf(Id);

    public static TokenKey KeyOf(string id) => TokenKey.Create(KindOfKey, id);

    public TokenRecord ToRecord()
    {
        var record = State.ToRecord();
        var properties = record.Properties;
        properties[Kind] = NoticeKind.ToString();
        properties["notice.id"] = Id;
        properties["notice.account"] = Account;
        properties["notice.created"] = RecordTime.Write(CreatedAt);
        if (Protocol is { } protocol) properties["notice.protocol"] = protocol.ToString();
        if (PreviousStatus is { } previous) properties["notice.previous"] = previous.ToString();
        if (Credential is { } credential)
        {
            properties["notice.credential"] = credential.Name;
            properties["notice.credential.kind"] = credential.Kind.ToString();
            properties["notice.credential.accounts"] = string.Join(Separator, CredentialAccounts);
            properties["notice.expires"] = RecordTime.Write(credential.ExpiresAt);
        }

        if (Address is { } address)
        {
            properties["notice.address"] = address.Url.AbsoluteUri;
            properties["notice.address.expires"] = RecordTime.Write(address.ExpiresAt);
        }

        if (Delivered.Count > 0) properties["notice.delivered"] = string.Join(Separator, Delivered);
        return record;
    }

    /// <summary>Parses a record. Returns <see langword="null"/> if it is not a notice.</summary>
    public static NoticeRecord? FromRecord(TokenRecord record)
    {
        var properties = record.Properties;
        if (!properties.TryGetValue(Kind, out var text) || !Enum.TryParse<MailAccountNoticeKind>(text, out var kind)
            || !properties.TryGetValue("notice.id", out var id) || !properties.TryGetValue("notice.account", out var account)
            || !RecordTime.TryRead(record, "notice.created", out var created) || StoredState.FromRecord(record) is not { } state)
        {
            return null;
        }

        var notice = new NoticeRecord { Id = id, NoticeKind = kind, Account = account, CreatedAt = created, State = state };
        if (properties.TryGetValue("notice.protocol", out text) && Enum.TryParse<MailProtocol>(text, out var protocol))
        {
            notice.Protocol = protocol;
        }

        if (properties.TryGetValue("notice.previous", out text) && Enum.TryParse<MailAccountStatus>(text, out var previous))
        {
            notice.PreviousStatus = previous;
        }

        if (properties.TryGetValue("notice.credential", out var name) && RecordTime.TryRead(record, "notice.expires", out var expires))
        {
            properties.TryGetValue("notice.credential.kind", out text);
            var isKnown = Enum.TryParse<CredentialKind>(text, out var credential);
            notice.Credential = (isKnown ? credential : CredentialKind.SignIn, name, expires);
            notice.CredentialAccounts = properties.TryGetValue("notice.credential.accounts", out text) ? Split(text) : [account];
        }

        if (properties.TryGetValue("notice.address", out text) && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && RecordTime.TryRead(record, "notice.address.expires", out var addressExpires))
        {
            notice.Address = new MailSignInAddress(url, addressExpires);
        }

        if (properties.TryGetValue("notice.delivered", out text)) notice.Delivered.UnionWith(Split(text));
        return notice;
    }

    /// <summary>Creates the public notice.</summary>
    public MailAccountNotice ToNotice()
    {
        var state = State.ToState(Account, Protocol);
        if (Credential is { } credential)
        {
            var remedy = State.Detail ?? "";
            state.Detail = null;
            state.NextExpiration = new CredentialExpiration(credential.Kind, credential.Name, CredentialAccounts, remedy)
            {
                ExpiresAt = credential.ExpiresAt,
            };
        }

        return new MailAccountNotice(Id, NoticeKind, state) { PreviousStatus = PreviousStatus };
    }

    private static string[] Split(string text) => text.Split(['\n'], StringSplitOptions.RemoveEmptyEntries);
}
