namespace OAuthMail.Providers;

/// <summary>Lists and classifies the flows.</summary>
internal static class OAuthFlows
{
#pragma warning disable CS0618 // The only place that uses the obsolete name.
    public const OAuthFlow Password = OAuthFlow.Password;
#pragma warning restore CS0618

    public static IReadOnlyList<OAuthFlow> All { get; } =
    [
        OAuthFlow.AuthorizationCode, OAuthFlow.DeviceCode, OAuthFlow.ClientCredentials, OAuthFlow.JwtBearer, OAuthFlow.ManagedIdentity,
        Password,
    ];

    /// <summary>Determines whether a user signs in with the help of this library.</summary>
    public static bool HasSignIn(this OAuthFlow flow) => flow is OAuthFlow.AuthorizationCode or OAuthFlow.DeviceCode;

    /// <summary>Determines whether the tokens belong to a user and are refreshed with refresh tokens.</summary>
    public static bool IsForPerson(this OAuthFlow flow) => flow.HasSignIn() || flow == Password;

    /// <summary>Determines whether the tokens belong to the application and contain the roles that an administrator assigned.</summary>
    public static bool IsForApplication(this OAuthFlow flow) => flow is OAuthFlow.ClientCredentials or OAuthFlow.ManagedIdentity;
}
