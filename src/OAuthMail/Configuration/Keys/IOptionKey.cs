using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Configuration.Keys;

/// <summary>
/// One option of an options class: its name in configuration, and how it is read, copied and merged. Reading, merging and checking for
/// unset options use the same keys, so that none of them can miss an option.
/// </summary>
internal interface IOptionKey<in TOptions>
{
    /// <summary>Gets the name of the property, which is also the key in configuration.</summary>
    string Name { get; }

    /// <summary>Determines whether the option differs from its default. A blank text is not set.</summary>
    bool IsSet(TOptions options);

    /// <summary>Copies the value to options that do not set it.</summary>
    void Fill(TOptions to, TOptions from);

    /// <summary>Determines whether two options have the same value. Blank texts equal unset ones.</summary>
    bool AreEqual(TOptions one, TOptions other);

    /// <summary>Reads the value from configuration.</summary>
    void Read(IConfigurationSection section, TOptions options, OptionErrors errors);
}
