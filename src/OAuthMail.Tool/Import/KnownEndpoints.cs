namespace OAuthMail.Tool.Import;

/// <summary>Token endpoints of programs that store only the name of a provider.</summary>
internal static class KnownEndpoints
{
    private const string MicrosoftHost = "login.microsoftonline.com";

    public static string Google { get; } = MailProviders.Google.CreateAuthorizationServer().TokenEndpoint.AbsoluteUri;

    /// <summary>Returns the endpoint of a tenant, in the global cloud unless another host is named.</summary>
    public static string Microsoft(string tenant, string host = MicrosoftHost) => $"https://{host}/{tenant}/oauth2/v2.0/token";
}
