using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Configuration.Keys;

/// <summary>An option that is a number, a time, a date, a flag or the name of an enumeration's value.</summary>
internal sealed class ValueKey<TOptions, TValue>(
    string name, Func<TOptions, TValue?> get, Action<TOptions, TValue> set, OptionParser<TValue> parse, TValue? defaultValue = null)
    : IOptionKey<TOptions>
    where TValue : struct
{
    public string Name => name;

    public bool IsSet(TOptions options) => !EqualityComparer<TValue?>.Default.Equals(get(options), defaultValue);

    public void Fill(TOptions to, TOptions from)
    {
        if (!IsSet(to) && get(from) is { } value) set(to, value);
    }

    public bool AreEqual(TOptions one, TOptions other) => EqualityComparer<TValue?>.Default.Equals(get(one), get(other));

    public void Read(IConfigurationSection section, TOptions options, OptionErrors errors)
    {
        if (SectionText.ReadValue(section, name, errors) is not { } text) return;
        if (parse(text, out var value, out var error)) set(options, value);
        else errors.Add(name, error);
    }
}
