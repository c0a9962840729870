using Microsoft.Extensions.Logging;
using OAuthMail.Accounts;
using OAuthMail.Configuration.Validation;
using OAuthMail.Storage;

namespace OAuthMail;

/// <summary>Creates accounts and their token store from options.</summary>
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

    /// <summary>Opens the token store that <see cref="OAuthMailOptions.Store"/> specifies, without a service container.</summary>
    /// <param name="options">The options.</param>
    /// <param name="loggerFactory">The factory of the store's logger, or <see langword="null"/> for no log.</param>
    /// <returns>The store: a folder, or memory if the options specify no folder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="TokenStoreException">The store cannot be opened.</exception>
    public static ITokenStore OpenTokenStore(this OAuthMailOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return TokenStoreFactory.Open(options.Store, TimeProvider.System, loggerFactory);
    }
}
