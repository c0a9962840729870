using Microsoft.Extensions.Logging;
using OAuthMail.Microsoft.Sources;

namespace OAuthMail.Microsoft;

/// <summary>The accounts of a program by name, those at Microsoft through MSAL.</summary>
public static class MicrosoftMailAccounts
{
    /// <summary>Takes accounts, of Microsoft and of others. Make one for the whole program.</summary>
    /// <param name="accounts">The accounts, such as the values of <see cref="OAuthMailOptionsExtensions.CreateAccounts"/>.</param>
    /// <param name="tokens">The lifecycle of their tokens. It stays the caller's to dispose.</param>
    /// <param name="http">How authorization servers are reached. It stays the caller's to dispose.</param>
    /// <param name="loggerFactory">
    /// The factory of the logger that receives MSAL's log messages, without personal data, in the category
    /// <c>OAuthMail.Microsoft.Msal</c>; or <see langword="null"/> to discard them.
    /// </param>
    /// <returns>The accounts.</returns>
    /// <exception cref="ArgumentNullException">
    /// An argument other than <paramref name="loggerFactory"/>, or one of the accounts, is null.
    /// </exception>
    /// <exception cref="MailConfigurationException">
    /// Two accounts have the same name, or a backup that one names is not there, cannot send, or leads back to it.
    /// </exception>
    public static MailAccounts Create(
        IEnumerable<MailAccount> accounts, MailTokens tokens, OAuthHttp http, ILoggerFactory? loggerFactory = null) =>
        new(accounts, tokens, http, new MicrosoftSources(loggerFactory));
}
