namespace OAuthMail.Providers;

/// <summary>What the flows have in common, and which there are.</summary>
internal static class OAuthFlows
{
#pragma warning disable CS0618 // The one place that names the flow that callers are warned of.
    public const OAuthFlow Password = OAuthFlow.Password;
#pragma warning restore CS0618

    public static IReadOnlyList<OAuthFlow> All { get; } =
        [OAuthFlow.AuthorizationCode, OAuthFlow.DeviceCode, OAuthFlow.ClientCredentials, OAuthFlow.JwtBearer, OAuthFlow.ManagedIdentity, Password];

    /// <summary>Whether a person signs in for it, now and then, with this library's help.</summary>
    public static bool HasSignIn(this OAuthFlow flow) => flow is OAuthFlow.AuthorizationCode or OAuthFlow.DeviceCode;

    /// <summary>Whether its tokens are a person's, and renewed with refresh tokens.</summary>
    public static bool IsForPerson(this OAuthFlow flow) => flow.HasSignIn() || flow == Password;

    /// <summary>Whether its tokens are the application's own, with the roles that an administrator gave it.</summary>
    public static bool IsForApplication(this OAuthFlow flow) => flow is OAuthFlow.ClientCredentials or OAuthFlow.ManagedIdentity;
}
