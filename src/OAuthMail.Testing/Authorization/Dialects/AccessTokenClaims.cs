namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Represents the claims of an access token, independent of their names in a dialect.</summary>
internal sealed record AccessTokenClaims
{
    public required string Issuer { get; init; }

    public required string Audience { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Gets the user identifier, or <see langword="null"/> for an application that acts for itself.</summary>
    public required string? UserId { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>Gets the token identifier (<c>jti</c>).</summary>
    public required string Id { get; init; }
}
