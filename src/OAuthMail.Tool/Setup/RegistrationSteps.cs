namespace OAuthMail.Tool.Setup;

/// <summary>Describes how an application is registered at a provider, before its values are asked for.</summary>
internal static class RegistrationSteps
{
    private const string EntraApplication = """
        Register the application first, at https://entra.microsoft.com:
          1. App registrations > New registration. Accounts in this organizational directory only. No redirect URI.
          2. Certificates & secrets: upload a certificate, or create a secret and copy its Value (not the Secret ID).
          3. API permissions > Add > APIs my organization uses > Office 365 Exchange Online > Application permissions:
             SMTP.SendAsApp, IMAP.AccessAsApp, POP.AccessAsApp. (With --rbac, add none.)
          4. Grant admin consent.
        Its overview page shows the Application (client) ID.
        """;

    private const string EntraUser = """
        Register the application first, at https://entra.microsoft.com:
          1. App registrations > New registration. The supported account types must include the user's account.
          2. Redirect URI: platform 'Mobile and desktop applications', http://localhost
          3. For --device: Authentication > Allow public client flows: Yes.
          4. API permissions > Microsoft Graph > Delegated: IMAP.AccessAsUser.All, POP.AccessAsUser.All, SMTP.Send, offline_access.
        Its overview page shows the Application (client) ID. It needs no secret.
        """;

    private const string GoogleUser = """
        Register the application first, at https://console.cloud.google.com/auth:
          1. Audience: Internal for a Workspace organization. Otherwise External; publish the application, because sign-ins of an
             application in testing expire after 7 days.
          2. Data access: add the scope https://mail.google.com/
          3. Clients > Create client > Desktop app. Copy the client id and the client secret.
        """;

    private const string GoogleApplication = """
        Create a service account first, at https://console.cloud.google.com/iam-admin/serviceaccounts:
          1. Create service account. It needs no roles.
          2. Keys > Add key > Create new key > JSON. The browser downloads the key file.
        """;

    public static string Describe(MailProvider provider, OAuthFlow flow)
    {
        var isApplication = flow is OAuthFlow.ClientCredentials or OAuthFlow.JwtBearer;
        if (provider.HasTenants) return isApplication ? EntraApplication : EntraUser;
        if (provider == MailProviders.Google) return isApplication ? GoogleApplication : GoogleUser;
        return provider.RegistrationHelp is { } guide
            ? $"Register the application first. The guide of {provider.DisplayName}: {guide}"
            : $"Register the application at {provider.DisplayName} first.";
    }
}
