namespace OAuthMail;

/// <summary>The result of a token source: an access token and the values to store with it.</summary>
public sealed class TokenGrant
{
    /// <summary>Creates a grant.</summary>
    /// <param name="accessToken">The access token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="accessToken"/> is <see langword="null"/>.</exception>
    public TokenGrant(AccessToken accessToken)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        AccessToken = accessToken;
    }

    /// <summary>Gets the access token.</summary>
    public AccessToken AccessToken { get; }

    /// <summary>
    /// Gets or sets the new refresh token, or <see langword="null"/> if the previous one remains valid (RFC 6749 section 6).
    /// </summary>
    public string? RefreshToken { get; set; }

    /// <summary>
    /// Gets or sets when the refresh token expires, however often it is used, or <see langword="null"/> if the server did not return it.
    /// </summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; set; }

    /// <summary>Gets or sets the granted scopes, or <see langword="null"/> if the server did not return them.</summary>
    public string? Scope { get; set; }

    /// <summary>
    /// Gets or sets the identity for which the token was issued, or <see langword="null"/> if the server did not return it.
    /// </summary>
    public TokenIdentity? Identity { get; set; }

    /// <summary>Gets other values that the source stores in the record. A <see langword="null"/> value removes an entry.</summary>
    public IDictionary<string, string?> Properties { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Returns the time at which the access token expires, without the token.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => $"TokenGrant ({AccessToken})";
}
