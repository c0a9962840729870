namespace OAuthMail;

/// <summary>
/// Requests the consent of an organization's administrator to an application. <c>AddMicrosoft</c> of OAuthMail.Microsoft registers it for
/// tenants of Microsoft Entra ID.
/// </summary>
public interface IAdministratorConsent
{
    /// <summary>Creates the address that the administrator opens.</summary>
    /// <param name="account">The account.</param>
    /// <param name="redirectUri">The redirect URI, which is registered for the application.</param>
    /// <param name="protocol">The protocol for which consent is requested.</param>
    /// <param name="state">A value that the redirect repeats.</param>
    /// <returns>The address, or <see langword="null"/> if no administrator can consent for this account.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="redirectUri"/> is not absolute.</exception>
    Uri? FindUrl(MailAccount account, Uri redirectUri, MailProtocol protocol, string state);

    /// <summary>Reads the redirect of the administrator's browser.</summary>
    /// <param name="account">The account.</param>
    /// <param name="protocol">The protocol for which consent was requested.</param>
    /// <param name="redirect">The address, or its query.</param>
    /// <param name="state">The state of the request.</param>
    /// <returns>The tenant that consented.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="OAuthMailException">
    /// The administrator did not consent, belongs to another tenant than the account, or the address is not the response to this request.
    /// </exception>
    string ReadTenant(MailAccount account, MailProtocol protocol, string redirect, string state);
}
