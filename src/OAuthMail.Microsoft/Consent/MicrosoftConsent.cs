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

    public string ReadTenant(MailAccount account, MailProtocol protocol, string redirect, string state)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(redirect);
        ArgumentNullException.ThrowIfNull(state);
        var tenant = AdminConsent.ReadTenant(redirect, state);
        var expected = account.GetRegistration(protocol).TenantId;

        // The name of a tenant, such as contoso.onmicrosoft.com, cannot be compared with a GUID.
        if (!Guid.TryParse(expected, out var own) || own == Guid.Parse(tenant)) return tenant;
        throw new OAuthMailException(
            Problems.AdminConsentRequired,
            $"An administrator of the tenant {tenant} consented, but the account '{account.Name}' belongs to the tenant {own}");
    }
}
