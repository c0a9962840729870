using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Configuration.Keys;

/// <summary>An option that is a text.</summary>
internal sealed class TextKey<TOptions>(string name, Func<TOptions, string?> get, Action<TOptions, string> set, string? defaultValue = null)
    : IOptionKey<TOptions>
{
    public string Name => name;

    public bool IsSet(TOptions options) => !string.IsNullOrWhiteSpace(get(options)) && get(options) != defaultValue;

    public void Fill(TOptions to, TOptions from)
    {
        if (!IsSet(to) && IsSet(from)) set(to, get(from)!);
    }

    public bool AreEqual(TOptions one, TOptions other) => Normalize(get(one)) == Normalize(get(other));

    public void Read(IConfigurationSection section, TOptions options, OptionErrors errors)
    {
        if (SectionText.ReadValue(section, name, errors) is { } text) set(options, text);
    }

    private static string? Normalize(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
