namespace OAuthMail;

/// <summary>An OAuth 2.0 bearer access token and its lifetime. Its text form never shows the token.</summary>
public sealed class AccessToken
{
    /// <summary>Takes a token that was issued.</summary>
    /// <param name="value">The token as the server gave it.</param>
    /// <param name="issuedAt">When it was issued.</param>
    /// <param name="expiresAt">When it ends; later than <paramref name="issuedAt"/>.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="value"/> is empty or has characters that RFC 6750 section 2.1 does not allow in a bearer token, or the token
    /// ends before it begins.
    /// </exception>
    public AccessToken(string value, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        // The value itself is not quoted: it may be most of a real token.
        if (!IsBearer(value))
        {
            throw new ArgumentException("The access token has a control character, a space or a character outside ASCII.", nameof(value));
        }
        if (expiresAt <= issuedAt)
        {
            throw new ArgumentException($"The access token ends ({expiresAt:O}) before it begins ({issuedAt:O}).", nameof(expiresAt));
        }
        Value = value;
        IssuedAt = issuedAt;
        ExpiresAt = expiresAt;
    }

    /// <summary>The token itself: a secret. Hand it to the mail server over TLS and to nobody else.</summary>
    public string Value { get; }

    /// <summary>When it was issued.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>How long it lasts from issue to end.</summary>
    public TimeSpan Lifetime => ExpiresAt - IssuedAt;

    /// <summary>Says when the token ends, never the token.</summary>
    /// <returns>A line that is safe to log.</returns>
    public override string ToString() => $"AccessToken (ends {ExpiresAt.UtcDateTime:u})";

    internal static bool IsBearer(string value)
    {
        foreach (var c in value)
        {
            if (c is <= ' ' or >= '\x7f') return false;
        }

        return value.Length > 0;
    }
}
