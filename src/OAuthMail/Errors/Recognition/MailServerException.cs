namespace OAuthMail;

/// <summary>
/// A mail server refused something, did not keep to its protocol, or could not be reached; a proxy in between has problems of its own.
/// </summary>
public sealed class MailServerException : OAuthMailException
{
    /// <summary>Reports a problem with a mail server.</summary>
    /// <param name="problem">The catalogue's row.</param>
    /// <param name="protocol">The protocol that was spoken.</param>
    /// <param name="endpoint">The server; null where the caller connected and it is not known.</param>
    /// <param name="detail">What happened this time, with the server's own words, without any secret.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    /// <exception cref="ArgumentNullException"><paramref name="problem"/> or <paramref name="detail"/> is null.</exception>
    public MailServerException(
        Problem problem, MailProtocol protocol, MailEndpoint? endpoint, string detail, Exception? innerException = null)
        : base(problem, detail, innerException)
    {
        Protocol = protocol;
        Endpoint = endpoint;
    }

    /// <summary>The protocol that was spoken.</summary>
    public MailProtocol Protocol { get; }

    /// <summary>The server, or null where it is not known.</summary>
    public MailEndpoint? Endpoint { get; }

    /// <summary>What the server said, line by line; empty where it said nothing.</summary>
    public IReadOnlyList<string> ServerWords { get; set; } = [];

    /// <summary>The error challenge of a refused login (RFC 7628 section 3.2.2), or null where there was none.</summary>
    public SaslErrorChallenge? Challenge { get; set; }

    /// <summary>
    /// How long to wait before the next attempt: the server's own wish, capped, or what is usual for such a reply. Null where waiting
    /// does not help.
    /// </summary>
    public TimeSpan? RetryAfter { get; set; }
}
