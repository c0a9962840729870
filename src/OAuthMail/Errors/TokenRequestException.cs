using System.Net;

namespace OAuthMail;

/// <summary>The exception that is thrown if the authorization server rejects a token request, or cannot be reached.</summary>
public sealed class TokenRequestException : OAuthMailException
{
    /// <summary>Initializes a new instance of the <see cref="TokenRequestException"/> class.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="detail">What happened, with the server's message and without secrets.</param>
    /// <param name="innerException">The cause, or <see langword="null"/> if there is none.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="problem"/> or <paramref name="detail"/> is <see langword="null"/>.
    /// </exception>
    public TokenRequestException(Problem problem, string detail, Exception? innerException = null)
        : base(problem, detail, innerException)
    {
    }

    /// <summary>Gets or sets the HTTP status of the response, or <see langword="null"/> if there was none.</summary>
    public HttpStatusCode? StatusCode { get; set; }

    /// <summary>Gets or sets the OAuth error code (RFC 6749 section 5.2), such as <c>invalid_grant</c>.</summary>
    public string? Error { get; set; }

    /// <summary>Gets or sets the server's description of the error.</summary>
    public string? ErrorDescription { get; set; }

    /// <summary>
    /// Gets or sets a more specific code that some servers send (<c>suberror</c> at Microsoft Entra, <c>error_subtype</c> at Google).
    /// </summary>
    public string? ErrorSubcode { get; set; }

    /// <summary>
    /// Gets or sets the error codes of Microsoft Entra (AADSTS), the most specific first; empty for other authorization servers.
    /// </summary>
    public IReadOnlyList<int> ErrorCodes { get; set; } = [];

    /// <summary>Gets or sets the claims challenge that the next sign-in must send unchanged, or <see langword="null"/>.</summary>
    public string? Claims { get; set; }

    /// <summary>Gets or sets the server's correlation id for a support ticket.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>Gets or sets the server's id of the single request for a support ticket.</summary>
    public string? TraceId { get; set; }

    /// <summary>Gets or sets the server's time of the request for a support ticket.</summary>
    public string? Timestamp { get; set; }

    /// <summary>Gets or sets how long the server requests to wait, or <see langword="null"/>.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>Returns the same failure with another problem, for a caller that knows its meaning better.</summary>
    internal TokenRequestException As(Problem problem, string detail) => new(problem, detail, this)
    {
        StatusCode = StatusCode,
        Error = Error,
        ErrorDescription = ErrorDescription,
        ErrorSubcode = ErrorSubcode,
        ErrorCodes = ErrorCodes,
        Claims = Claims,
        CorrelationId = CorrelationId,
        TraceId = TraceId,
        Timestamp = Timestamp,
        RetryAfter = RetryAfter,
    };
}
