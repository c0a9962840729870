namespace OAuthMail;

/// <summary>
/// The exception that is thrown if a mail server rejects a command, violates its protocol, or cannot be reached. Proxies have their own
/// problems.
/// </summary>
public sealed class MailServerException : OAuthMailException
{
    /// <summary>Initializes a new instance of the <see cref="MailServerException"/> class.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="endpoint">The server, or <see langword="null"/> if unknown because the caller opened the connection.</param>
    /// <param name="detail">What happened, with the server's reply and without secrets.</param>
    /// <param name="innerException">The cause, or <see langword="null"/> if there is none.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="problem"/> or <paramref name="detail"/> is <see langword="null"/>.
    /// </exception>
    public MailServerException(
        Problem problem, MailProtocol protocol, MailEndpoint? endpoint, string detail, Exception? innerException = null)
        : base(problem, detail, innerException)
    {
        Protocol = EnumArgument.Require(protocol);
        Endpoint = endpoint;
    }

    /// <summary>Gets the protocol.</summary>
    public MailProtocol Protocol { get; }

    /// <summary>Gets the server, or <see langword="null"/> if unknown.</summary>
    public MailEndpoint? Endpoint { get; }

    /// <summary>Gets or sets the lines of the server's reply; empty if there was none.</summary>
    public IReadOnlyList<string> ServerWords { get; set; } = [];

    /// <summary>Gets or sets the error challenge of a rejected login (RFC 7628 section 3.2.2), or <see langword="null"/>.</summary>
    public SaslErrorChallenge? Challenge { get; set; }

    /// <summary>Gets or sets the claims that the server requires of the next token, or <see langword="null"/>.</summary>
    internal string? Claims { get; set; }

    /// <summary>
    /// Gets a value that indicates whether the server rejected the message itself: its sender, a recipient, its size or its content.
    /// Another server would reject it too. It is <see langword="false"/> if the connection, the login, the mailbox or a limit failed.
    /// </summary>
    public bool ConcernsMessage { get; internal set; }

    /// <summary>
    /// Gets the failure of the renewal that followed the rejection of a token, or <see langword="null"/> if the token was not renewed or
    /// the renewal succeeded.
    /// </summary>
    public OAuthMailException? RenewalFailure { get; private set; }

    /// <summary>Gets what happened, the remedy and the code, followed by the message of <see cref="RenewalFailure"/>.</summary>
    public override string Message =>
        RenewalFailure is null ? base.Message : $"{base.Message} The token could not be renewed: {RenewalFailure.Message}";

    /// <summary>Returns a copy with the failure of the renewal.</summary>
    internal MailServerException WithRenewalFailure(OAuthMailException failure)
    {
        var copy = (MailServerException)MemberwiseClone();
        copy.RenewalFailure = failure;
        copy.RetryAfter ??= (failure as TokenRequestException)?.RetryAfter;
        return copy;
    }

    /// <summary>
    /// Gets or sets how long to wait before the next attempt: the time that the server requests, up to a limit, or the usual time for
    /// such a reply; <see langword="null"/> if waiting does not help.
    /// </summary>
    public TimeSpan? RetryAfter { get; set; }
}
