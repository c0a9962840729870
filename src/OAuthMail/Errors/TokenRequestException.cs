using System.Net;

namespace OAuthMail;

/// <summary>The authorization server refused a token request, or could not be asked.</summary>
public sealed class TokenRequestException : OAuthMailException
{
    /// <summary>Reports a token request that failed.</summary>
    /// <param name="problem">The catalogue's row.</param>
    /// <param name="detail">What happened this time, with the server's own words, without any secret.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    /// <exception cref="ArgumentNullException"><paramref name="problem"/> or <paramref name="detail"/> is null.</exception>
    public TokenRequestException(Problem problem, string detail, Exception? innerException = null)
        : base(problem, detail, innerException)
    {
    }

    /// <summary>The HTTP status of the answer, or null where there was none.</summary>
    public HttpStatusCode? StatusCode { get; set; }

    /// <summary>The OAuth error code (RFC 6749 section 5.2), such as <c>invalid_grant</c>.</summary>
    public string? Error { get; set; }

    /// <summary>The server's own words about the error.</summary>
    public string? ErrorDescription { get; set; }

    /// <summary>A finer code some servers send (<c>suberror</c> of Microsoft Entra, <c>error_subtype</c> of Google).</summary>
    public string? ErrorSubcode { get; set; }

    /// <summary>The numeric codes of Microsoft Entra (AADSTS), the first one the most telling; empty elsewhere.</summary>
    public IReadOnlyList<int> ErrorCodes { get; set; } = [];

    /// <summary>A claims challenge that the next sign-in must repeat unchanged, where the server sent one.</summary>
    public string? Claims { get; set; }

    /// <summary>The server's id of the exchange, for a support ticket.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The server's id of this one request within the exchange, for a support ticket.</summary>
    public string? TraceId { get; set; }

    /// <summary>The server's own time of the exchange, for a support ticket.</summary>
    public string? Timestamp { get; set; }

    /// <summary>How long the server asked to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>The same refusal under another row, where who asked knows better what it means.</summary>
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
