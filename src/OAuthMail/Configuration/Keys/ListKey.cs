using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Configuration.Keys;

/// <summary>An option that is a list. Options that have elements keep theirs; others take all of them.</summary>
internal sealed class ListKey<TOptions, TValue>(string name, Func<TOptions, IList<TValue>> get, OptionParser<TValue> parse)
    : IOptionKey<TOptions>
{
    public string Name => name;

    public bool IsSet(TOptions options) => get(options).Count > 0;

    public void Fill(TOptions to, TOptions from)
    {
        if (IsSet(to)) return;
        foreach (var value in get(from)) get(to).Add(value);
    }

    public bool AreEqual(TOptions one, TOptions other) => get(one).SequenceEqual(get(other));

    public void Read(IConfigurationSection section, TOptions options, OptionErrors errors)
    {
        foreach (var (option, text) in SectionText.ReadList(section, name, errors))
        {
            if (parse(text, out var value, out var error)) get(options).Add(value);
            else errors.Add(option, error);
        }
    }
}
