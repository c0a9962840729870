using System.Net;

namespace OAuthMail.Flows.Requests;

/// <summary>A response that can be returned to several attempts at the same request.</summary>
internal sealed class BufferedResponse
{
    private readonly HttpStatusCode _status;
    private readonly string? _reason;
    private readonly Version _version;
    private readonly Uri? _address;
    private readonly byte[] _body;
    private readonly List<KeyValuePair<string, IEnumerable<string>>> _headers;
    private readonly List<KeyValuePair<string, IEnumerable<string>>> _contentHeaders;

    private BufferedResponse(HttpResponseMessage response, byte[] body)
    {
        _status = response.StatusCode;
        _reason = response.ReasonPhrase;
        _version = response.Version;
        _address = response.RequestMessage?.RequestUri;
        _body = body;
        _headers = [.. response.Headers];
        _contentHeaders = response.Content is null ? [] : [.. response.Content.Headers];
    }

    /// <summary>Reads a response up to a maximum length. The rest is ignored.</summary>
    public static async Task<BufferedResponse> ReadAsync(
        HttpResponseMessage response, int maximumLength, CancellationToken cancellationToken)
    {
        var body = response.Content is { } content
            ? (await ResponseBody.ReadAsync(content, maximumLength, cancellationToken).ConfigureAwait(false)).Body
            : [];
        return new BufferedResponse(response, body);
    }

    /// <summary>Creates a response to a request.</summary>
    public HttpResponseMessage Replay(HttpRequestMessage request)
    {
        var response = new HttpResponseMessage(_status)
        {
            ReasonPhrase = _reason,
            Version = _version,
            Content = new ByteArrayContent(_body),
            // Of another address only if a redirect was followed, which the reader of the response reports.
            RequestMessage = _address is null || _address == request.RequestUri
                ? request
                : new HttpRequestMessage(request.Method, _address),
        };
        foreach (var header in _headers) response.Headers.TryAddWithoutValidation(header.Key, header.Value);
        foreach (var header in _contentHeaders.Where(header => header.Key != "Content-Length"))
        {
            response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return response;
    }
}
