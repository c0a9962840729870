namespace OAuthMail.Microsoft.Consent;

/// <summary>Offers <see cref="AdminConsent"/> to an application's services.</summary>
internal sealed class MicrosoftConsent : IAdministratorConsent
{
    public Uri? FindUrl(MailAccount account, Uri redirectUri, MailProtocol protocol, string state)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(redirectUri);
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            return AdminConsent.CreateUrl(account, redirectUri, protocol, state);
        }
        catch (MailConfigurationException)
        {
            return null;
        }
    }

    public string ReadTenant(string redirect, string state)
    {
        ArgumentNullException.ThrowIfNull(redirect);
        ArgumentNullException.ThrowIfNull(state);
        return AdminConsent.ReadTenant(redirect, state);
    }
}
