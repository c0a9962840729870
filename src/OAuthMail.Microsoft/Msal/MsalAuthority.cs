namespace OAuthMail.Microsoft.Msal;

/// <summary>Derives MSAL's authority from a token endpoint of Microsoft Entra ID.</summary>
internal static class MsalAuthority
{
    private const string TokenPath = "/oauth2/v2.0/token";

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
        return MailProvider.IsTenant(tenant) ? new Uri($"{endpoint.GetLeftPart(UriPartial.Authority)}/{tenant}/") : null;
    }
}
