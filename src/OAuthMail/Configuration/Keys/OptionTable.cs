using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Configuration.Keys;

/// <summary>All options of an options class.</summary>
internal sealed class OptionTable<TOptions>(Func<TOptions> create, params IOptionKey<TOptions>[] keys)
    where TOptions : class
{
    public IReadOnlyList<IOptionKey<TOptions>> Keys { get; } = keys;

    /// <summary>Determines whether no option is set.</summary>
    public bool IsEmpty(TOptions options) => !Keys.Any(key => key.IsSet(options));

    /// <summary>Determines whether an option is set.</summary>
    public bool IsSet(TOptions options, string name) => Keys.Any(key => key.Name == name && key.IsSet(options));

    /// <summary>Creates a copy, in which blank texts are unset.</summary>
    public TOptions Copy(TOptions options)
    {
        var copy = create();
        foreach (var key in Keys) key.Fill(copy, options);
        return copy;
    }

    /// <summary>Determines whether all options have the same values.</summary>
    public bool AreEqual(TOptions? one, TOptions? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && Keys.All(key => key.AreEqual(one, other)));

    /// <summary>Creates options and reads them from configuration.</summary>
    public TOptions Read(IConfiguration section, OptionErrors errors)
    {
        var options = create();
        Read(section, options, errors);
        return options;
    }

    /// <summary>Reads options from configuration.</summary>
    public void Read(IConfiguration section, TOptions options, OptionErrors errors)
    {
        foreach (var child in section.GetChildren())
        {
            var key = Keys.FirstOrDefault(one => string.Equals(one.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (key is null) AddUnknown(child, errors);
            else key.Read(child, options, errors);
        }
    }

    private void AddUnknown(IConfigurationSection child, OptionErrors errors)
    {
        var names = Keys.Select(key => key.Name).ToArray();
        if (NearestName.Find(child.Key, names) is not { } nearest)
        {
            errors.Add(OptionText.Clean(child.Key), $"Unknown option. Valid options: {string.Join(", ", names)}.");
            return;
        }

        // The misspelt option has a value, so that it is not reported as missing too.
        errors.Add(OptionText.Clean(child.Key), $"Unknown option. Did you mean '{nearest}'?");
        errors.MarkWrong(nearest);
    }
}
