using OAuthMail.Accounts;

namespace OAuthMail;

/// <summary>From an account to its tokens.</summary>
public static class MailAccountTokens
{
    /// <summary>Makes the provider of an account's tokens. Accounts of one registration for applications share their tokens.</summary>
    /// <param name="tokens">The lifecycle, one for the whole program.</param>
    /// <param name="account">The account.</param>
    /// <param name="http">How the authorization server is reached.</param>
    /// <returns>A provider that is safe for any number of threads.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="MailConfigurationException">The account's flow is one that another package provides.</exception>
    public static IAccessTokenProvider For(this MailTokens tokens, MailAccount account, OAuthHttp http) => For(tokens, account, http, sources: null);

    internal static IAccessTokenProvider For(MailTokens tokens, MailAccount account, OAuthHttp http, IRegistrationSources? sources)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(http);
        var incoming = CreateProvider(account.Incoming);
        return ReferenceEquals(account.Incoming, account.Outgoing) ? incoming : new AccountTokenProvider(incoming, CreateProvider(account.Outgoing));

        IAccessTokenProvider CreateProvider(AccountRegistration registration)
        {
            var source = sources?.TryCreate(registration, account.Name, account.SignInName, http, tokens.Clock)
                ?? registration.CreateSource(account.Name, account.SignInName, http, tokens.Clock);
            return tokens.From(new AccountTokenSource(account, source));
        }
    }
}
