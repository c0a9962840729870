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

    public bool IsSet(TOptions options) => get(options).Any(IsSet);

    public void Fill(TOptions to, TOptions from)
    {
        var target = get(to);
        foreach (var pair in get(from).Where(IsSet))
        {
            if (!target.ContainsKey(pair.Key)) target[pair.Key] = pair.Value;
        }
    }

    public bool AreEqual(TOptions one, TOptions other)
    {
        var (left, right) = (get(one).Where(IsSet).ToList(), get(other).Where(IsSet).ToDictionary(pair => pair.Key, pair => pair.Value));
        return left.Count == right.Count && left.TrueForAll(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);
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

    private static bool IsSet(KeyValuePair<TName, string> pair) => !string.IsNullOrWhiteSpace(pair.Value);
}
