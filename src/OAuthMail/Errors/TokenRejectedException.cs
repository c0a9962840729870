namespace OAuthMail;

/// <summary>
/// The mail server refuses the account's tokens, freshly issued ones included, so fetching another would only load the
/// authorization server. What the mail server itself said tells why.
/// </summary>
public sealed class TokenRejectedException : OAuthMailException
{
    /// <summary>Reports that another token would not help.</summary>
    /// <param name="detail">What happened this time.</param>
    /// <param name="retryAt">When a refusal will lead to a new token again.</param>
    /// <exception cref="ArgumentNullException"><paramref name="detail"/> is null.</exception>
    public TokenRejectedException(string detail, DateTimeOffset retryAt)
        : base(Problems.FreshTokenRefused, detail) => RetryAt = retryAt;

    /// <summary>When a refusal will lead to a new token again.</summary>
    public DateTimeOffset RetryAt { get; }
}
