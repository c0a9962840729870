using System.Buffers.Text;
using System.Net;
using System.Text;

namespace OAuthMail.Tests.Frozen;

/// <summary>
/// Answers token requests in place of an authorization server. The endpoints are part of the token keys, so they can't have the
/// random port of a test server.
/// </summary>
internal sealed class FrozenServer : HttpMessageHandler
{
    private readonly Func<string, string> _answer;
    private readonly List<IReadOnlyDictionary<string, string>> _forms = [];
    private readonly HttpClient _client;

    /// <param name="answer">Returns the JSON answer for the path of a request. An answer with <c>"error"</c> has the status 400.</param>
    public FrozenServer(Func<string, string> answer)
    {
        _answer = answer;
        _client = new HttpClient(this, disposeHandler: false);
        Http = OAuthHttp.FromClientWithoutRedirects(_client);
    }

    public OAuthHttp Http { get; }

    /// <summary>The forms of all POST requests, in order.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Forms => _forms;

    public static string Token(string name, string? idTokenClaims = null, string? more = null) =>
        $$"""{"access_token":"access-{{name}}","token_type":"Bearer","expires_in":3600,"refresh_token":"refresh-{{name}}" """
        + $"{IdToken(idTokenClaims)}{more}}}";

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Post) _forms.Add(Decode(await request.Content!.ReadAsStringAsync(cancellationToken)));
        var body = _answer(request.RequestUri!.AbsolutePath);
        var status = body.Contains("\"error\"", StringComparison.Ordinal) ? HttpStatusCode.BadRequest : HttpStatusCode.OK;
        var content = new StringContent(body, Encoding.UTF8, "application/json");
        return new HttpResponseMessage(status) { RequestMessage = request, Content = content };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Http.Dispose();
            _client.Dispose();
        }

        base.Dispose(disposing);
    }

    private static string IdToken(string? claims) =>
        claims is null ? "" : $",\"id_token\":\"{Encode("""{"alg":"none"}""")}.{Encode(claims)}.\"";

    private static Dictionary<string, string> Decode(string form) => form.Split('&').Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]), StringComparer.Ordinal);
}
