using OAuthMail.Accounts;
using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>Creates accounts from options.</summary>
public static class OAuthMailOptionsExtensions
{
    /// <summary>Checks everything that can be checked without a network request, and creates the accounts.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The accounts by name. Names are in lower case and are compared without regard to case.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">Options are wrong. The exception contains all errors of all accounts.</exception>
    public static IReadOnlyDictionary<string, MailAccount> CreateAccounts(this OAuthMailOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new OptionErrors();
        var accounts = OAuthMailOptionsReader.Read(options, errors);
        errors.ThrowIfAny("OAuthMail");
        return accounts;
    }
}
