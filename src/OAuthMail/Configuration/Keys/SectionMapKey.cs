using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Configuration.Keys;

/// <summary>An option that is a section of named sections, such as the accounts.</summary>
internal sealed class SectionMapKey<TOptions, TSection>(
    string name, Func<TOptions, IDictionary<string, TSection>> get, OptionTable<TSection> table)
    : IOptionKey<TOptions>
    where TSection : class
{
    public string Name => name;

    public bool IsSet(TOptions options) => get(options).Count > 0;

    public void Fill(TOptions to, TOptions from)
    {
        var target = get(to);
        foreach (var pair in get(from))
        {
            if (!target.ContainsKey(pair.Key)) target[pair.Key] = table.Copy(pair.Value);
        }
    }

    public bool AreEqual(TOptions one, TOptions other)
    {
        var (left, right) = (get(one), get(other));
        return left.Count == right.Count
            && left.All(pair => right.TryGetValue(pair.Key, out var section) && table.AreEqual(pair.Value, section));
    }

    public void Read(IConfigurationSection section, TOptions options, OptionErrors errors)
    {
        if (!SectionText.IsSection(section, name, errors)) return;
        foreach (var child in section.GetChildren())
        {
            var option = $"{name}:{OptionText.Clean(child.Key)}";

            // An entry without options is kept: leaving it out would hide that its options are missing.
            if (SectionText.IsSection(child, option, errors)) get(options)[child.Key] = table.Read(child, errors.At(option));
        }
    }
}
