namespace OAuthMail;

/// <summary>An address at which a user signs in. Do not log it: anyone who has it can sign in.</summary>
public sealed class MailSignInAddress
{
    /// <summary>Initializes a new instance of the <see cref="MailSignInAddress"/> class.</summary>
    /// <param name="url">The address.</param>
    /// <param name="expiresAt">When the address expires.</param>
    /// <exception cref="ArgumentNullException"><paramref name="url"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="url"/> is not absolute.</exception>
    public MailSignInAddress(Uri url, DateTimeOffset expiresAt)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri) throw new ArgumentException("The address must be absolute.", nameof(url));
        Url = url;
        ExpiresAt = expiresAt;
    }

    /// <summary>Gets the address.</summary>
    public Uri Url { get; }

    /// <summary>Gets when the address expires, in UTC.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Returns when the address expires.</summary>
    /// <returns>Text that is safe to log. It does not contain the address.</returns>
    public override string ToString() => $"MailSignInAddress (expires at {ExpiresAt.UtcDateTime:u})";
}
