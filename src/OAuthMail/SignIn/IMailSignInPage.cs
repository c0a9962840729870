namespace OAuthMail;

/// <summary>
/// A page on which users sign in. If an application registers one, notices contain an address of the page instead of the provider's: a web
/// application binds each sign-in to one browser, which an address of the provider alone cannot do. <c>AddConnectLinks</c> of
/// OAuthMail.AspNetCore registers one.
/// </summary>
public interface IMailSignInPage
{
    /// <summary>Returns an address at which a user can sign in for an account.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="protocol">
    /// A protocol that cannot log in, for an account with separate registrations for incoming and outgoing mail; or <see langword="null"/>
    /// for the registration that requires a sign-in.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The address and when it expires, or <see langword="null"/> if the page has none for this account.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">There is no such account.</exception>
    /// <exception cref="TokenStoreException">The token store cannot be written.</exception>
    Task<MailSignInAddress?> CreateAddressAsync(
        string account, MailProtocol? protocol = null, CancellationToken cancellationToken = default);
}
