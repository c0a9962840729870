namespace OAuthMail.Tool.Demo;

/// <summary>A flow of the demo.</summary>
/// <param name="Id">The part of the mailbox names that identifies the flow.</param>
/// <param name="Title">The text in the table.</param>
/// <param name="Flow">The flow of the account.</param>
/// <param name="Kind">The kind of credential or sign-in.</param>
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
