using Microsoft.Extensions.Logging;
using OAuthMail.Microsoft.Sources;

namespace OAuthMail.Microsoft;

/// <summary>Creates the accounts of a program, whose tokens from Microsoft Entra ID are acquired through MSAL.</summary>
public static class MicrosoftMailAccounts
{
    /// <summary>
    /// Creates the accounts of a program. Accounts of other providers are supported too; their tokens are acquired without MSAL. Create one
    /// instance for the whole program.
    /// </summary>
    /// <param name="accounts">The accounts, such as the values of <see cref="OAuthMailOptionsExtensions.CreateAccounts"/>.</param>
    /// <param name="tokens">The token lifecycle. The caller disposes it.</param>
    /// <param name="http">The HTTP transport to authorization servers, which MSAL uses too. The caller disposes it.</param>
    /// <param name="loggerFactory">
    /// The factory of the logger that receives MSAL's log messages, without personal data, in the category
    /// <c>OAuthMail.Microsoft.Msal</c>; or <see langword="null"/> to discard them.
    /// </param>
    /// <returns>The accounts.</returns>
    /// <exception cref="ArgumentNullException">
    /// An argument other than <paramref name="loggerFactory"/>, or one of the accounts, is <see langword="null"/>.
    /// </exception>
    /// <exception cref="MailConfigurationException">
    /// Two accounts have the same name, or an account names a backup that does not exist, cannot send, or leads back to the account.
    /// </exception>
    public static MailAccounts Create(
        IEnumerable<MailAccount> accounts, MailTokens tokens, OAuthHttp http, ILoggerFactory? loggerFactory = null) =>
        new(accounts, tokens, http, new MicrosoftSources(loggerFactory));
}
