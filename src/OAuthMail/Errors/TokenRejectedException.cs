namespace OAuthMail;

/// <summary>
/// The exception that is thrown if the mail server rejects the account's tokens, including new ones. Another token would not help. The
/// mail server's reply contains the reason.
/// </summary>
public sealed class TokenRejectedException : OAuthMailException
{
    /// <summary>Initializes a new instance of the <see cref="TokenRejectedException"/> class.</summary>
    /// <param name="detail">What happened.</param>
    /// <param name="retryAt">The time from which a rejection leads to a new token again.</param>
    /// <exception cref="ArgumentNullException"><paramref name="detail"/> is <see langword="null"/>.</exception>
    public TokenRejectedException(string detail, DateTimeOffset retryAt)
        : base(Problems.FreshTokenRefused, detail) => RetryAt = retryAt;

    /// <summary>Gets the time from which a rejection leads to a new token again.</summary>
    public DateTimeOffset RetryAt { get; }
}
