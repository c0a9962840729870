using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>
/// The providers that accounts can refer to: the program's own, and the known ones. Ids are compared without regard to case.
/// </summary>
internal sealed class ProviderCatalog
{
    private readonly Dictionary<string, MailProvider> _own = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _invalid = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates a catalogue of the known providers and those that code supplies.</summary>
    public ProviderCatalog(IEnumerable<MailProvider> providers)
    {
        foreach (var provider in providers) _own[provider.Id] = provider;
    }

    /// <summary>Creates a catalogue from options.</summary>
    public ProviderCatalog(OAuthMailOptions options, OptionErrors errors)
    {
        foreach (var pair in options.Providers) Read(pair.Key, pair.Value, errors.At(nameof(options.Providers)).At(pair.Key));
        for (var i = 0; i < options.AdditionalProviders.Count; i++)
        {
            var option = $"{nameof(options.AdditionalProviders)}:{i}";
            if (options.AdditionalProviders[i] is not { } provider) errors.Add(option, "Must not be null.");
            else if (_invalid.Contains(provider.Id) || !_own.TryAdd(provider.Id, provider))
            {
                errors.Add(option, $"The id '{provider.Id}' is used twice. Change one of them.");
            }
        }
    }

    /// <summary>Gets the ids of all providers.</summary>
    public IEnumerable<string> Ids =>
        MailProviders.All.Select(provider => provider.Id).Concat(_own.Keys).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the provider with an id, or <see langword="null"/> if there is none.</summary>
    public MailProvider? Find(string id) =>
        IsInvalid(id) ? null : _own.TryGetValue(id.Trim(), out var provider) ? provider : MailProviders.Find(id.Trim());

    /// <summary>Determines whether the options of the provider with this id have errors.</summary>
    public bool IsInvalid(string id) => _invalid.Contains(id.Trim());

    private void Read(string id, MailProviderOptions? options, OptionErrors errors)
    {
        if (options is null) errors.AddMissing("", "Set the options of the provider.");
        else if (!string.IsNullOrWhiteSpace(options.Id) && !string.Equals(options.Id, id, StringComparison.OrdinalIgnoreCase))
        {
            errors.Add(nameof(options.Id),
                $"Must be unset or '{OptionText.Clean(id)}', the name of the section, but is {OptionText.Quote(options.Id)}.");
        }
        else if (MailProviderOptionsReader.Read(options, errors, id) is { } facts && !errors.HasError(""))
        {
            _own[id] = new MailProvider(facts);
            return;
        }

        _invalid.Add(id);
    }
}
