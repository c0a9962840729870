namespace OAuthMail.Tool.Demo;

/// <summary>A way to a token, as the demo shows it.</summary>
/// <param name="Id">For the names of its mailboxes.</param>
/// <param name="Title">For the table.</param>
/// <param name="Flow">The flow of its account.</param>
/// <param name="Kind">How the account proves itself, and who signs in.</param>
internal sealed record DemoFlow(string Id, string Title, OAuthFlow Flow, DemoFlowKind Kind)
{
    public static IReadOnlyList<DemoFlow> All { get; } =
    [
        new("code", "authorization code + PKCE", OAuthFlow.AuthorizationCode, DemoFlowKind.Browser),
        new("refresh", "refresh token", OAuthFlow.AuthorizationCode, DemoFlowKind.Refresh),
        new("device", "device code", OAuthFlow.DeviceCode, DemoFlowKind.Device),
        new("secret", "client credentials, secret", OAuthFlow.ClientCredentials, DemoFlowKind.Secret),
        new("cert", "client credentials, cert.", OAuthFlow.ClientCredentials, DemoFlowKind.Certificate),
        new("jwt", "JWT bearer", OAuthFlow.JwtBearer, DemoFlowKind.ServiceAccount),
    ];
}
