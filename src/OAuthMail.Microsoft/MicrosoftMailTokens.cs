using OAuthMail.Accounts;
using OAuthMail.Diagnosis;
using OAuthMail.Flows;
using OAuthMail.Microsoft.Sources;
using OAuthMail.Tokens;

namespace OAuthMail.Microsoft;

/// <summary>From an account at Microsoft to its tokens, through MSAL.</summary>
public static class MicrosoftMailTokens
{
    /// <summary>
    /// Makes the provider of an account's tokens. Those of Microsoft Entra ID come through MSAL, those of others as
    /// <see cref="MailAccountTokens.For(MailTokens, MailAccount, OAuthHttp)"/> gets them. What either of the two has stored, the other
    /// goes on with.
    /// </summary>
    /// <param name="tokens">The lifecycle, one for the whole program.</param>
    /// <param name="account">The account.</param>
    /// <param name="http">How the authorization server is reached. MSAL's requests go the same way.</param>
    /// <param name="options">What Microsoft's accounts have of their own; null for the defaults.</param>
    /// <returns>A provider that is safe for any number of threads.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="MailConfigurationException">The account's token endpoint is not one that its flow can be used with.</exception>
    public static IAccessTokenProvider ForMicrosoft(this MailTokens tokens, MailAccount account, OAuthHttp http, MicrosoftOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(http);
        return MailAccountTokens.For(tokens, account, http, new MicrosoftSources(options?.LoggerFactory));
    }
}
