namespace OAuthMail.Microsoft.Msal;

/// <summary>Derives MSAL's authority from a token endpoint of Microsoft Entra ID.</summary>
internal static class MsalAuthority
{
    /// <summary>The path of the token endpoint of a tenant, after the tenant.</summary>
    public const string TokenPath = "/oauth2/v2.0/token";

    /// <summary>
    /// The first parts of a path with which MSAL recognizes servers other than Entra ID (AD FS, Azure AD B2C, dSTS). It would send the
    /// credential to an address that it derives by other rules.
    /// </summary>
    private static readonly string[] OtherServers = ["adfs", "tfp", "dstsv2"];

    /// <summary>
    /// Returns the URL of the tenant, or <see langword="null"/> if the token endpoint has another form, such as that of a proxy. MSAL
    /// cannot use such an endpoint.
    /// </summary>
    public static Uri? TryFind(AuthorizationServer server)
    {
        var endpoint = server.TokenEndpoint;
        var path = endpoint.AbsolutePath;
        if (endpoint.Query.Length > 0 || !path.EndsWith(TokenPath, StringComparison.OrdinalIgnoreCase)) return null;
        var tenant = path.Substring(0, path.Length - TokenPath.Length).TrimStart('/');
        return MailProvider.IsTenant(tenant) && !OtherServers.Contains(tenant, StringComparer.OrdinalIgnoreCase)
            ? new Uri($"{endpoint.GetLeftPart(UriPartial.Authority)}/{tenant}/")
            : null;
    }
}
