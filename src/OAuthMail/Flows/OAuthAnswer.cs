using System.Net;
using OAuthMail.Errors;

namespace OAuthMail.Flows;

/// <summary>A response of the authorization server, read up to the maximum length and not yet parsed.</summary>
internal sealed class OAuthAnswer(HttpStatusCode status, string? mediaType, byte[] body, bool truncated, TimeSpan? retryAfter)
{
    public HttpStatusCode Status { get; } = status;

    public string? MediaType { get; } = mediaType;

    public byte[] Body { get; } = body;

    /// <summary>Gets whether the response was longer than the maximum length.</summary>
    public bool Truncated { get; } = truncated;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>
    /// Gets or sets the authentication that the server requires (<c>WWW-Authenticate</c>), or <see langword="null"/> if there is none.
    /// </summary>
    public string? Challenge { get; set; }

    /// <summary>Gets or sets the server's id of the request from a header, or <see langword="null"/> if there is none.</summary>
    public string? RequestId { get; set; }

    /// <summary>Gets or sets the redactor, which removes the secrets of the request from texts of the response.</summary>
    public Redactor? Redactor { get; set; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>
    /// Gets whether the same request may succeed a little later. Status 511 is excluded, because a user must first sign in to the network.
    /// </summary>
    public bool IsTransient => (int)Status is 408 or 429 or (>= 500 and <= 599 and not 511);

    /// <summary>
    /// Gets whether the response is a page for a browser, judged by its first character. Content types are not reliable. White space
    /// and a byte order mark are skipped.
    /// </summary>
    public bool IsWebPage =>
        Body.FirstOrDefault(octet => !char.IsWhiteSpace((char)octet) && octet is not (0xEF or 0xBB or 0xBF)) == (byte)'<';
}
