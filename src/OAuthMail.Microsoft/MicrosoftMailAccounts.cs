using OAuthMail.Accounts;
using OAuthMail.Diagnosis;
using OAuthMail.Flows;
using OAuthMail.Microsoft.Sources;
using OAuthMail.Tokens;

namespace OAuthMail.Microsoft;

/// <summary>The accounts of a program by name, those at Microsoft through MSAL.</summary>
public static class MicrosoftMailAccounts
{
    /// <summary>Takes accounts, of Microsoft and of others. Make one for the whole program.</summary>
    /// <param name="accounts">The accounts, such as the values of <see cref="OAuthMailOptions.CreateAccounts"/>.</param>
    /// <param name="tokens">The lifecycle of their tokens. It stays the caller's to dispose.</param>
    /// <param name="http">How authorization servers are reached. It stays the caller's to dispose.</param>
    /// <param name="options">What Microsoft's accounts have of their own; null for the defaults.</param>
    /// <returns>The accounts.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/>, or one of the accounts, is null.</exception>
    /// <exception cref="MailConfigurationException">Two accounts have the same name, or a backup that one names is not there, cannot send, or leads back to it.</exception>
    public static MailAccounts Create(IEnumerable<MailAccount> accounts, MailTokens tokens, OAuthHttp http, MicrosoftOptions? options = null) =>
        new(accounts, tokens, http, new MicrosoftSources(options?.LoggerFactory));
}
