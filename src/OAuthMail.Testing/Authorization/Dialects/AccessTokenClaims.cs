namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>What an access token says, whatever its dialect calls it.</summary>
internal sealed record AccessTokenClaims
{
    public required string Issuer { get; init; }

    public required string Audience { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The user's identifier; null for an application that acts for itself.</summary>
    public required string? UserId { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>The token's own identifier, <c>jti</c>.</summary>
    public required string Id { get; init; }
}
