using OAuthMail.Configuration;
using OAuthMail.Providers;

namespace OAuthMail.DependencyInjection;

/// <summary>Determines which accounts a reload of the options affects.</summary>
internal sealed class OptionsComparison(OAuthMailOptions before, OAuthMailOptions after)
{
    private readonly Dictionary<string, bool> _sameClients = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lazy<bool> _sameProviders = new(() => HaveSameProviders(before, after));

    /// <summary>Determines whether an account has the same options, the same client and the same providers as before.</summary>
    public bool IsUnchanged(MailAccountOptions? one, MailAccountOptions? other) =>
        one is not null && other is not null && MailAccountOptionKeys.Table.AreEqual(one, other) && _sameProviders.Value
        && (string.IsNullOrWhiteSpace(other.Client) || HasSameClient(other.Client!));

    private bool HasSameClient(string name)
    {
        if (_sameClients.TryGetValue(name, out var known)) return known;
        before.Clients.TryGetValue(name, out var one);
        after.Clients.TryGetValue(name, out var other);
        return _sameClients[name] = OAuthClientOptionKeys.Table.AreEqual(one, other);
    }

    private static bool HaveSameProviders(OAuthMailOptions before, OAuthMailOptions after) =>
        before.AdditionalProviders.SequenceEqual(after.AdditionalProviders)
        && before.Providers.Count == after.Providers.Count
        && before.Providers.All(pair =>
            after.Providers.TryGetValue(pair.Key, out var other) && MailProviderOptionKeys.Table.AreEqual(pair.Value, other));
}
