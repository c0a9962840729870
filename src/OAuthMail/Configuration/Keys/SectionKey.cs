using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Configuration.Keys;

/// <summary>An option that is a section with options of its own.</summary>
/// <param name="name">The name.</param>
/// <param name="get">Returns the section's options.</param>
/// <param name="set">Sets the section's options.</param>
/// <param name="table">The options that the section can have.</param>
/// <param name="merge">How to fill a section that both options have; <see langword="null"/> to keep it.</param>
internal sealed class SectionKey<TOptions, TSection>(
    string name, Func<TOptions, TSection?> get, Action<TOptions, TSection> set, OptionTable<TSection> table,
    Action<TSection, TSection>? merge = null)
    : IOptionKey<TOptions>
    where TSection : class
{
    public string Name => name;

    /// <summary>A section that is merged is set only if one of its options is set: only then does it change anything.</summary>
    public bool IsSet(TOptions options) => get(options) is { } section && (merge is null || !table.IsEmpty(section));

    public void Fill(TOptions to, TOptions from)
    {
        if (!IsSet(from)) return;
        if (!IsSet(to)) set(to, table.Copy(get(from)!));
        else merge?.Invoke(get(to)!, get(from)!);
    }

    public bool AreEqual(TOptions one, TOptions other)
    {
        if (!IsSet(one) || !IsSet(other)) return IsSet(one) == IsSet(other);
        return table.AreEqual(get(one)!, get(other)!);
    }

    public void Read(IConfigurationSection section, TOptions options, OptionErrors errors)
    {
        if (SectionText.IsSection(section, name, errors) && section.GetChildren().Any()) set(options, table.Read(section, errors.At(name)));
    }
}
