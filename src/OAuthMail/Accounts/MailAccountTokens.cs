using OAuthMail.Accounts;

namespace OAuthMail;

/// <summary>Creates the token providers of accounts.</summary>
public static class MailAccountTokens
{
    /// <summary>
    /// Creates the access token provider of an account. Accounts that share the registration of an application share its tokens.
    /// </summary>
    /// <param name="tokens">The token lifecycle. Use one instance for the whole program.</param>
    /// <param name="account">The account.</param>
    /// <param name="http">The HTTP transport to the authorization server.</param>
    /// <returns>A thread-safe provider.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">Another package provides the account's flow.</exception>
    public static IAccessTokenProvider For(this MailTokens tokens, MailAccount account, OAuthHttp http) =>
        For(tokens, account, http, sources: null);

    internal static IAccessTokenProvider For(MailTokens tokens, MailAccount account, OAuthHttp http, IRegistrationSources? sources)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(http);
        var incoming = CreateProvider(account.Incoming);
        var outgoing = ReferenceEquals(account.Incoming, account.Outgoing) ? incoming : CreateProvider(account.Outgoing);
        return new AccountTokenProvider(account, incoming, outgoing);

        IAccessTokenProvider CreateProvider(AccountRegistration registration)
        {
            var source = sources?.TryCreate(registration, account.Name, account.SignInName, http, tokens.Clock)
                ?? registration.CreateSource(account.Name, account.SignInName, http, tokens.Clock);
            if (registration.GetRelatedConsentKey(account.SignInName, tokens.Clock) is { } related)
            {
                source = new RelatedConsentSource(source, tokens.Store, related);
            }

            return tokens.From(new AccountTokenSource(account, source));
        }
    }
}
