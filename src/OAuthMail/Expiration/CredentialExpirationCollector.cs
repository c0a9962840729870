namespace OAuthMail.Expiration;

/// <summary>Collects credentials, each once with all accounts that use it.</summary>
internal sealed class CredentialExpirationCollector
{
    private readonly Dictionary<(CredentialKind Kind, string Identity), (SortedSet<string> Accounts, Func<IReadOnlyList<string>, CredentialExpiration> Describe)> _found = [];

    /// <summary>Adds an account to a credential that is known already.</summary>
    /// <returns>Whether it is known.</returns>
    public bool Join(MailAccount account, CredentialKind kind, string identity)
    {
        if (!_found.TryGetValue((kind, identity), out var known)) return false;
        known.Accounts.Add(account.Name);
        return true;
    }

    /// <summary>Adds a credential, or the account to it.</summary>
    /// <param name="account">Who uses it.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="identity">Tells it from others of the kind.</param>
    /// <param name="describe">Describes it, given all accounts that use it.</param>
    /// <param name="knowsMore">Whether this description goes before one that was given already.</param>
    public void Add(MailAccount account, CredentialKind kind, string identity, Func<IReadOnlyList<string>, CredentialExpiration> describe, bool knowsMore = false)
    {
        var isKnown = _found.TryGetValue((kind, identity), out var known);
        var accounts = isKnown ? known.Accounts : new SortedSet<string>(StringComparer.Ordinal);
        accounts.Add(account.Name);
        _found[(kind, identity)] = (accounts, isKnown && !knowsMore ? known.Describe : describe);
    }

    public IReadOnlyList<CredentialExpiration> ToList() =>
    [
        .. _found.Values.Select(found => found.Describe([.. found.Accounts]))
            .OrderBy(end => end.ExpiresAt ?? (end.Problem is null ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue))
            .ThenBy(end => end.Kind)
            .ThenBy(end => end.Name, StringComparer.Ordinal),
    ];
}
