namespace OAuthMail;

/// <summary>What a token source got: the access token, and what must be stored with it.</summary>
public sealed class TokenGrant
{
    /// <summary>Takes an access token.</summary>
    /// <param name="accessToken">The token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="accessToken"/> is null.</exception>
    public TokenGrant(AccessToken accessToken)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        AccessToken = accessToken;
    }

    /// <summary>The access token.</summary>
    public AccessToken AccessToken { get; }

    /// <summary>The new refresh token, or null where the one before stays good (RFC 6749 section 6).</summary>
    public string? RefreshToken { get; set; }

    /// <summary>The scopes that were granted, or null where the server did not say.</summary>
    public string? Scope { get; set; }

    /// <summary>Who the token is for, where the answer said so.</summary>
    public TokenIdentity? Identity { get; set; }

    /// <summary>Whatever else the source wants to find in the record next time. Null values remove an entry.</summary>
    public IDictionary<string, string?> Properties { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Says when the token ends, never the token.</summary>
    /// <returns>A line that is safe to log.</returns>
    public override string ToString() => $"TokenGrant ({AccessToken})";
}
