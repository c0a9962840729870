using System.Net;
using OAuthMail.Errors;

namespace OAuthMail.Flows;

/// <summary>An answer of one of the authorization server's endpoints, read up to the cap and not yet understood.</summary>
internal sealed class OAuthAnswer(HttpStatusCode status, string? mediaType, byte[] body, bool truncated, TimeSpan? retryAfter)
{
    public HttpStatusCode Status { get; } = status;

    public string? MediaType { get; } = mediaType;

    public byte[] Body { get; } = body;

    /// <summary>Whether there was more than is read.</summary>
    public bool Truncated { get; } = truncated;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>How the request would have to be authenticated, where the server says so (<c>WWW-Authenticate</c>).</summary>
    public string? Challenge { get; set; }

    /// <summary>Knows the secrets of the request that it answers.</summary>
    public Redactor? Redactor { get; set; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>
    /// Whether the same request may be answered otherwise a little later. A network that wants a sign-in (511) waits for a person.
    /// </summary>
    public bool IsTransient => (int)Status is 408 or 429 or (>= 500 and <= 599 and not 511);

    /// <summary>
    /// Whether it is meant for a browser: no JSON begins so. Types are not to be relied on, and a byte order mark says nothing.
    /// </summary>
    public bool IsWebPage =>
        Body.FirstOrDefault(octet => !char.IsWhiteSpace((char)octet) && octet is not (0xEF or 0xBB or 0xBF)) == (byte)'<';
}
