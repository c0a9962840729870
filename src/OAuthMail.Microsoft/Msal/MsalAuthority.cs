namespace OAuthMail.Microsoft.Msal;

/// <summary>Finds the authority, as MSAL calls it, behind a token endpoint of Microsoft Entra ID.</summary>
internal static class MsalAuthority
{
    private const string TokenPath = "/oauth2/v2.0/token";

    /// <summary>
    /// The address of the tenant; null if the token endpoint is of another form, such as a proxy's, which MSAL cannot be told to use.
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
