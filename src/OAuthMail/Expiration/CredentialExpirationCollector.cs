namespace OAuthMail.Expiration;

/// <summary>Collects credentials, each one once, with all accounts that use it.</summary>
internal sealed class CredentialExpirationCollector
{
    private readonly Dictionary<(CredentialKind Kind, string Identity), Found> _found = [];

    /// <summary>Adds an account to a credential that was added before.</summary>
    /// <returns><see langword="true"/> if the credential was added before; otherwise, <see langword="false"/>.</returns>
    public bool TryJoin(MailAccount account, CredentialKind kind, string identity)
    {
        if (!_found.TryGetValue((kind, identity), out var known)) return false;
        known.Accounts.Add(account.Name);
        return true;
    }

    /// <summary>Adds a credential, or adds the account to a credential that was added before.</summary>
    /// <param name="account">The account that uses the credential.</param>
    /// <param name="kind">The kind of credential.</param>
    /// <param name="identity">Identifies the credential among those of its kind.</param>
    /// <param name="describe">Describes the credential, given all accounts that use it.</param>
    /// <param name="replaces">Whether this description replaces an earlier one.</param>
    public void Add(
        MailAccount account, CredentialKind kind, string identity, Func<IReadOnlyList<string>, CredentialExpiration> describe,
        bool replaces = false)
    {
        var isKnown = _found.TryGetValue((kind, identity), out var known);
        var accounts = isKnown ? known.Accounts : new SortedSet<string>(StringComparer.Ordinal);
        accounts.Add(account.Name);
        _found[(kind, identity)] = new Found(accounts, isKnown && !replaces ? known.Describe : describe);
    }

    /// <summary>Returns the credentials: first those with a problem and no date, then by date, then those that do not expire.</summary>
    public IReadOnlyList<CredentialExpiration> ToList() =>
    [
        .. _found.Values.Select(found => found.Describe([.. found.Accounts]))
            .OrderBy(one => one.ExpiresAt ?? (one.Problem is null ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue))
            .ThenBy(one => one.Kind)
            .ThenBy(one => one.Name, StringComparer.Ordinal),
    ];

    private readonly record struct Found(SortedSet<string> Accounts, Func<IReadOnlyList<string>, CredentialExpiration> Describe);
}
