using System.Text.Json;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.Flows;
using OAuthMail.Flows.Requests;

namespace OAuthMail.Graph.Http;

/// <summary>A response of Microsoft Graph. Its body is read up to a maximum length.</summary>
internal sealed class GraphResponse(HttpResponseMessage response, IDisposable gate, TimeLimit limit, Redactor redactor) : IDisposable
{
    private const int MaximumErrorLength = 64 * 1024;
    private const int MaximumJsonLength = 8 * 1024 * 1024;

    public int Status => (int)response.StatusCode;

    /// <summary>Gets what removes the token from texts of the server.</summary>
    public Redactor Redactor => redactor;

    public bool IsSuccess => response.IsSuccessStatusCode;

    /// <summary>Gets a value that indicates whether the server has certainly not accepted the request.</summary>
    public bool IsRejection => TrackedWrite.IsRejection(response);

    public HttpContent Content => response.Content;

    /// <summary>Gets the token that ends with the time limit of the request.</summary>
    public CancellationToken Limit => limit.Token;

    public string? Challenge => response.Headers.TryGetValues("WWW-Authenticate", out var values)
        ? string.Join(", ", values)
        : null;

    /// <summary>Gets the id of the request for the vendor's support, or <see langword="null"/>.</summary>
    public string? RequestId
    {
        get
        {
            if (!response.Headers.TryGetValues("request-id", out var values)) return null;
            var id = values.First();
            return id.Length <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? id : null;
        }
    }

    /// <summary>Returns the time that the server requests, between 1 second and 1 hour, or <see langword="null"/>.</summary>
    public TimeSpan? GetRetryAfter(DateTimeOffset now) => RetryAfterHeader.Clamp(RetryAfterHeader.Read(response, now));

    public async Task<GraphError> ReadErrorAsync()
    {
        try
        {
            var (body, _) = await ResponseBody.ReadAsync(response.Content, MaximumErrorLength, limit.Token).ConfigureAwait(false);
            return GraphError.Read(body);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status is enough.
            return GraphError.Read([]);
        }
    }

    /// <summary>Reads the body as JSON.</summary>
    /// <exception cref="FormatException">The body is too long or not an object.</exception>
    public async Task<JsonDocument> ReadJsonAsync()
    {
        var (body, isTruncated) = await ResponseBody.ReadAsync(response.Content, MaximumJsonLength, limit.Token).ConfigureAwait(false);
        if (isTruncated) throw new FormatException("the response is longer than 8 MiB");
        try
        {
            var document = ResponseJson.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // The text of the exception can contain parts of a message.
        }

        throw new FormatException("the response is not a JSON object");
    }

    public void Dispose()
    {
        response.Dispose();
        limit.Dispose();
        gate.Dispose();
    }
}
