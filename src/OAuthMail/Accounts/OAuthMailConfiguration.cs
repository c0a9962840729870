using Microsoft.Extensions.Configuration;
using OAuthMail.Accounts;
using OAuthMail.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>
/// Reads options from configuration. Unlike the configuration binder, it accepts no unknown keys and no ambiguous values: the binder
/// silently drops an account whose flow is misspelt.
/// </summary>
public static class OAuthMailConfiguration
{
    /// <summary>Reads and validates the options of a section such as <c>configuration.GetSection("OAuthMail")</c>.</summary>
    /// <remarks>
    /// Keys and the names of enumeration values are compared without regard to case. Time spans are written as <c>hh:mm:ss</c>. Blank
    /// values and JSON's <c>null</c> are unset. It uses no reflection and is suitable for native AOT.
    /// </remarks>
    /// <param name="section">The section.</param>
    /// <param name="allowNoAccounts">Whether the section can be missing or have no accounts.</param>
    /// <returns>The options. <see cref="OAuthMailOptionsExtensions.CreateAccounts"/> creates the accounts.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="section"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">
    /// The section has unknown keys, unreadable values, no accounts, or options that are wrong. The exception contains all errors, each
    /// with its full configuration path.
    /// </exception>
    public static OAuthMailOptions Read(IConfiguration section, bool allowNoAccounts = false)
    {
        ArgumentNullException.ThrowIfNull(section);
        var path = PathOf(section);
        var errors = new OptionErrors(path);
        var options = new OAuthMailOptions();
        Read(section, options, errors);
        if (!allowNoAccounts) RequireAccounts(options, errors);
        OAuthMailOptionsReader.Read(options, errors);
        errors.ThrowIfAny(path.Length == 0 ? "OAuthMail" : $"the section '{path}'");
        return options;
    }

    /// <summary>Returns the path of a section, or an empty string for the root.</summary>
    internal static string PathOf(IConfiguration section) => (section as IConfigurationSection)?.Path ?? "";

    /// <summary>Reads the options of a section without validating them together.</summary>
    internal static void Read(IConfiguration section, OAuthMailOptions options, OptionErrors errors)
    {
        if (section is IConfigurationSection { Value: { } value } && !string.IsNullOrWhiteSpace(value))
        {
            errors.Add($"Must be a section, but has the value {OptionText.Quote(value)}.");
        }

        OAuthMailOptionKeys.Table.Read(section, options, errors);
    }

    /// <summary>Reports that there are no accounts, unless the whole section has an error.</summary>
    internal static void RequireAccounts(OAuthMailOptions options, OptionErrors errors)
    {
        if (options.Accounts.Count > 0 || errors.HasError("")) return;
        errors.AddMissing(nameof(options.Accounts), "The section has no accounts.");
    }
}
