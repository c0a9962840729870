namespace OAuthMail;

/// <summary>Represents an OAuth 2.0 bearer access token and its lifetime. The string representation never contains the token.</summary>
public sealed class AccessToken
{
    /// <summary>Creates an access token.</summary>
    /// <param name="value">The token as returned by the authorization server.</param>
    /// <param name="issuedAt">The time at which the token was issued.</param>
    /// <param name="expiresAt">The time at which the token expires. Must be later than <paramref name="issuedAt"/>.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="value"/> is empty or contains characters that RFC 6750 section 2.1 does not allow in a bearer token, or
    /// <paramref name="expiresAt"/> is not later than <paramref name="issuedAt"/>.
    /// </exception>
    public AccessToken(string value, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);

        // The message does not quote the value, because it may be most of a real token.
        if (!IsBearer(value))
        {
            throw new ArgumentException(
                "The access token contains a control character, a space, or a character outside of ASCII.", nameof(value));
        }
        if (expiresAt <= issuedAt)
        {
            throw new ArgumentException(
                $"The access token expires at {expiresAt:O}, which is not later than its time of issue, {issuedAt:O}.", nameof(expiresAt));
        }
        Value = value;
        IssuedAt = issuedAt;
        ExpiresAt = expiresAt;
    }

    /// <summary>Gets the token. It is a secret: send it only to the mail server, over TLS.</summary>
    public string Value { get; }

    /// <summary>Gets the time at which the token was issued.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>Gets the time at which the token expires.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Gets the time from issue to expiration.</summary>
    public TimeSpan Lifetime => ExpiresAt - IssuedAt;

    /// <summary>Returns the time at which the token expires, without the token.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => $"AccessToken (expires at {ExpiresAt.UtcDateTime:u})";

    internal static bool IsBearer(string value)
    {
        foreach (var c in value)
        {
            if (c is <= ' ' or >= '\x7f') return false;
        }

        return value.Length > 0;
    }
}
