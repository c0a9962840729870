using OAuthMail.Accounts;
using OAuthMail.Errors;
using OAuthMail.Flows.Requests;
using OAuthMail.Microsoft.Msal;
using OAuthMail.Providers;

namespace OAuthMail.Microsoft;

/// <summary>
/// Lets the administrator of a tenant, one's own or a customer's, consent to an application for everybody
/// (<see href="https://learn.microsoft.com/entra/identity-platform/v2-admin-consent">Microsoft's description</see>).
/// </summary>
public static class AdminConsent
{
    /// <summary>The resource under which Exchange Online keeps the permissions of applications for IMAP and POP3.</summary>
    private const string ExchangeMailboxes = "https://ps.outlook.com/.default";

    /// <summary>
    /// Makes the address that the administrator opens. It asks for what the account's flow needs: a person's scopes, or the
    /// application's permissions.
    /// </summary>
    /// <param name="account">
    /// The account. Its tenant is the one that is asked; <c>organizations</c> and <c>common</c> let whoever signs in decide for theirs.
    /// </param>
    /// <param name="redirectUri">Where the browser ends, with the outcome: an address that the registration lists.</param>
    /// <param name="protocol">
    /// The protocol that the consent is for. An application's permission to send stands under another resource than those to read.
    /// </param>
    /// <param name="state">A value that the redirect brings back, by which the application knows its own request; null for none.</param>
    /// <returns>The address.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> or <paramref name="redirectUri"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="redirectUri"/> is not absolute.</exception>
    /// <exception cref="MailConfigurationException">
    /// The account is not at Microsoft or personal, or has an identity to which nobody consents.
    /// </exception>
    public static Uri CreateUrl(MailAccount account, Uri redirectUri, MailProtocol protocol, string? state = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(redirectUri);
        if (!redirectUri.IsAbsoluteUri)
        {
            throw new ArgumentException($"'{redirectUri}' is no whole address, as the registration lists them.", nameof(redirectUri));
        }
        var registration = account.GetRegistration(protocol);
        var authority = registration.Provider.HasTenants ? MsalAuthority.TryFind(registration.Server) : null;
        if (authority is null)
        {
            throw Wrong(account, "Provider",
                $"'{registration.Provider.Id}' can't be used. Only tenants of Microsoft have administrator consent.");
        }

        if (string.Equals(registration.TenantId, "consumers", StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong(account, "TenantId",
                "'consumers' can't be used. Personal accounts have no administrator; the user who signs in consents.");
        }

        if (registration.Flow == OAuthFlow.ManagedIdentity)
        {
            throw Wrong(account, "Flow",
                "'ManagedIdentity' can't be used. An administrator assigns the permissions of a managed identity; they need no consent.");
        }

        var query = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = registration.Client.ClientId,
            ["scope"] = ChooseScope(registration, protocol),
            ["redirect_uri"] = redirectUri.OriginalString,
        };
        if (state is not null) query["state"] = state;
        return new Uri($"{ForOrganizations(authority)}v2.0/adminconsent?{FormEncoding.Encode(query)}");
    }

    /// <summary>Reads the address at which the administrator's browser ended.</summary>
    /// <param name="redirect">The address, or its query.</param>
    /// <param name="state">The value that the request carried; null if it carried none.</param>
    /// <returns>The GUID of the tenant that consented.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="redirect"/> is null.</exception>
    /// <exception cref="OAuthMailException">
    /// The administrator did not consent, or the address is not the answer to this request.
    /// </exception>
    public static string ReadTenant(string redirect, string? state = null)
    {
        ArgumentNullException.ThrowIfNull(redirect);
        var start = redirect.IndexOf('?');
        var end = redirect.IndexOf('#');
        var query = redirect.Substring(start + 1, (end > start ? end : redirect.Length) - start - 1);
        var fields = FormEncoding.Decode(query);
        if (fields.GroupBy(field => field.Key, StringComparer.Ordinal).Any(group => group.Count() > 1))
        {
            throw Invalid("it names a parameter twice");
        }
        string? Get(string name) => fields.FirstOrDefault(field => field.Key == name).Value;

        if (state is not null && Get("state") != state) throw Invalid("its state is not the request's");
        if (Get("error") is { } error)
        {
            var words = Get("error_description") is { } description ? $": {ForeignText.Clean(description, 1000)}" : "";
            throw new OAuthMailException(
                Problems.AdminConsentRequired, $"The administrator's consent ended with {ForeignText.Clean(error, 100)}{words}");
        }

        if (!string.Equals(Get("admin_consent"), "True", StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid("it does not say that anybody consented");
        }
        return Guid.TryParse(Get("tenant"), out var tenant) ? tenant.ToString() : throw Invalid("it names no tenant");
    }

    /// <summary>Where personal accounts may sign in too, nobody could consent for an organization.</summary>
    private static string ForOrganizations(Uri authority) =>
        string.Equals(authority.AbsolutePath, "/common/", StringComparison.OrdinalIgnoreCase)
            ? new Uri(authority, "/organizations/").AbsoluteUri
            : authority.AbsoluteUri;

    private static string ChooseScope(AccountRegistration registration, MailProtocol protocol)
    {
        if (registration.Flow.IsForPerson()) return string.Join(" ", registration.MailScopes);

        // Microsoft's guide keeps the two apart: the mailbox protocols of the global cloud have a resource of their own.
        var isGlobal = registration.Scopes.Contains("https://outlook.office365.com/.default");
        return isGlobal && protocol != MailProtocol.Smtp ? ExchangeMailboxes : string.Join(" ", registration.Scopes);
    }

    private static MailConfigurationException Wrong(MailAccount account, string option, string failure) =>
        new($"the account '{account.Name}'", [new OptionError(option, failure)]);

    private static OAuthMailException Invalid(string why) =>
        new(Problems.RedirectInvalid, $"The address is not the answer to a request for an administrator's consent: {why}");
}
