using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Configuration.Keys;

/// <summary>
/// An option that is a section of named texts. Options keep the texts that they have, and take the others. Blank texts are unset.
/// </summary>
internal sealed class MapKey<TOptions, TName>(string name, Func<TOptions, IDictionary<TName, string>> get, OptionParser<TName> parse)
    : IOptionKey<TOptions>
    where TName : notnull
{
    public string Name => name;

    public bool IsSet(TOptions options) => get(options).Any(pair => !string.IsNullOrWhiteSpace(pair.Value));

    public void Fill(TOptions to, TOptions from)
    {
        var target = get(to);
        foreach (var pair in get(from).Where(pair => !string.IsNullOrWhiteSpace(pair.Value)))
        {
            if (!target.ContainsKey(pair.Key)) target[pair.Key] = pair.Value;
        }
    }

    public void Read(IConfigurationSection section, TOptions options, OptionErrors errors)
    {
        if (!SectionText.IsSection(section, name, errors)) return;
        foreach (var child in section.GetChildren())
        {
            var option = $"{name}:{OptionText.Clean(child.Key)}";
            if (SectionText.ReadValue(child, option, errors) is not { } text) continue;
            if (parse(child.Key, out var key, out var error)) get(options)[key] = text;
            else errors.Add(option, error);
        }
    }
}
