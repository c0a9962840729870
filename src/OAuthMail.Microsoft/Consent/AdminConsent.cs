using OAuthMail.Accounts;
using OAuthMail.Errors;
using OAuthMail.Flows.Requests;
using OAuthMail.Microsoft.Msal;
using OAuthMail.Providers;

namespace OAuthMail.Microsoft;

/// <summary>
/// Requests the consent of a tenant's administrator to an application, for all users of the tenant
/// (<see href="https://learn.microsoft.com/entra/identity-platform/v2-admin-consent">Microsoft's documentation</see>). The tenant can be
/// your own or a customer's.
/// </summary>
public static class AdminConsent
{
    /// <summary>The scope of the resource that has Exchange Online's application permissions for IMAP and POP3.</summary>
    private const string ExchangeMailboxes = "https://ps.outlook.com/.default";

    /// <summary>
    /// Creates the URL that the administrator opens. It requests what the account's flow requires: the delegated permissions of a user,
    /// or the application's own permissions.
    /// </summary>
    /// <param name="account">
    /// The account. Its tenant receives the request. With <c>organizations</c> and <c>common</c>, it is the tenant of the administrator
    /// who signs in.
    /// </param>
    /// <param name="redirectUri">
    /// The URL to which the browser is redirected with the result. It must be a redirect URI of the application's registration.
    /// </param>
    /// <param name="protocol">
    /// The protocol for which consent is requested. An application's permission to send belongs to another resource than its permissions
    /// to read.
    /// </param>
    /// <param name="state">
    /// A value that the redirect repeats, with which the application recognizes its own request; or <see langword="null"/> for none.
    /// </param>
    /// <returns>The URL.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="account"/> or <paramref name="redirectUri"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="redirectUri"/> is not absolute.</exception>
    /// <exception cref="MailConfigurationException">
    /// The account does not belong to a tenant of Microsoft Entra ID, is a personal account, or uses a managed identity.
    /// </exception>
    public static Uri CreateUrl(MailAccount account, Uri redirectUri, MailProtocol protocol, string? state = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(redirectUri);
        if (!redirectUri.IsAbsoluteUri)
        {
            throw new ArgumentException(
                $"'{redirectUri}' isn't an absolute URI. Specify a redirect URI of the application's registration, such as "
                + "https://app.example.com/consented.",
                nameof(redirectUri));
        }
        EnumArgument.Require(protocol);
        var registration = account.GetRegistration(protocol);
        var authority = registration.Provider.HasTenants ? MsalAuthority.TryFind(registration.Server) : null;
        if (authority is null)
        {
            throw InvalidOption(account, "Provider",
                $"'{registration.Provider.Id}' can't be used. Only tenants of Microsoft have administrator consent.");
        }

        if (string.Equals(registration.TenantId, "consumers", StringComparison.OrdinalIgnoreCase))
        {
            throw InvalidOption(account, "TenantId",
                "'consumers' can't be used. Personal accounts have no administrator; the user who signs in consents.");
        }

        if (registration.Flow == OAuthFlow.ManagedIdentity)
        {
            throw InvalidOption(account, "Flow",
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

    /// <summary>Parses the URL to which the administrator's browser was redirected.</summary>
    /// <param name="redirect">The URL, or its query.</param>
    /// <param name="state">The state of the request, or <see langword="null"/> if it had none.</param>
    /// <returns>The GUID of the tenant that consented.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="redirect"/> is <see langword="null"/>.</exception>
    /// <exception cref="OAuthMailException">
    /// The administrator did not consent, or the URL is not the response to this request.
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
            throw InvalidRedirect("it contains a parameter twice");
        }
        string? Get(string name) => fields.FirstOrDefault(field => field.Key == name).Value;

        if (state is not null && Get("state") != state) throw InvalidRedirect("its state differs from the state of the request");
        if (Get("error") is { } error)
        {
            var words = Get("error_description") is { } description ? $": {ForeignText.Clean(description, 1000)}" : "";
            throw new OAuthMailException(
                Problems.AdminConsentRequired, $"The administrator did not consent. {ForeignText.Clean(error, 100)}{words}");
        }

        if (!string.Equals(Get("admin_consent"), "True", StringComparison.OrdinalIgnoreCase))
        {
            throw InvalidRedirect("it does not confirm the consent");
        }
        return Guid.TryParse(Get("tenant"), out var tenant) ? tenant.ToString() : throw InvalidRedirect("it contains no valid tenant id");
    }

    /// <summary>
    /// Replaces <c>common</c> with <c>organizations</c>. With <c>common</c>, personal accounts could sign in, which cannot consent for a
    /// tenant.
    /// </summary>
    private static string ForOrganizations(Uri authority) =>
        string.Equals(authority.AbsolutePath, "/common/", StringComparison.OrdinalIgnoreCase)
            ? new Uri(authority, "/organizations/").AbsoluteUri
            : authority.AbsoluteUri;

    private static string ChooseScope(AccountRegistration registration, MailProtocol protocol)
    {
        if (registration.Flow.IsForPerson()) return string.Join(" ", registration.MailScopes);

        // According to Microsoft's documentation, IMAP and POP3 in the global cloud have a separate resource.
        var isGlobal = registration.Scopes.Contains("https://outlook.office365.com/.default");
        return isGlobal && protocol != MailProtocol.Smtp ? ExchangeMailboxes : string.Join(" ", registration.Scopes);
    }

    private static MailConfigurationException InvalidOption(MailAccount account, string option, string failure) =>
        new($"the account '{account.Name}'", [new OptionError(option, failure)]);

    private static OAuthMailException InvalidRedirect(string why) =>
        new(Problems.RedirectInvalid, $"The URL is not the response to this request for administrator consent: {why}.");
}
