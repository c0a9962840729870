using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Tests.Authorization;

/// <summary>Acts as a client of the authorization server over HTTP and TLS.</summary>
internal sealed class TokenClient(MailTestHost host) : IDisposable
{
    private readonly HttpClient _http = host.CreateHttpClient();

    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    public const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    public HttpClient Http => _http;

    public TestAuthorizationServer Server => host.AuthorizationServer;

    public Task<TokenAnswer> TokenAsync(params (string Name, string Value)[] form) => PostAsync(Server.TokenEndpoint, null, form);

    public Task<TokenAnswer> TokenAsync(string id, string secret, params (string Name, string Value)[] form) =>
        PostAsync(Server.TokenEndpoint, Basic(id, secret), form);

    public async Task<TokenAnswer> PostAsync(Uri uri, AuthenticationHeaderValue? authorization, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(p => KeyValuePair.Create(p.Name, p.Value)));
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = content };
        request.Headers.Authorization = authorization;
        using var response = await _http.SendAsync(request);
        return await TokenAnswer.ReadAsync(response);
    }

    public async Task<JsonObject> GetJsonAsync(Uri uri) => JsonNode.Parse(await _http.GetStringAsync(uri))!.AsObject();

    public static AuthenticationHeaderValue Basic(string id, string secret)
    {
        var pair = Uri.EscapeDataString(id) + ":" + Uri.EscapeDataString(secret);
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    /// <summary>
    /// Acts as the browser: sends an authorization request and returns the parameters of the redirect.
    /// </summary>
    public async Task<Dictionary<string, string>> AuthorizeAsync(params (string Name, string Value)[] query)
    {
        using var response = await _http.GetAsync(AuthorizationUri(query));
        Assert.True(response.Headers.Location is not null, await response.Content.ReadAsStringAsync());
        return Query(response.Headers.Location);
    }

    public Uri AuthorizationUri(params (string Name, string Value)[] query) =>
        new(Server.AuthorizationEndpoint + "?" + string.Join('&', query.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}")));

    public static Dictionary<string, string> Query(Uri uri) =>
        uri.Query.TrimStart('?').Split('&').Select(p => p.Split('=')).ToDictionary(
            p => p[0], p => Uri.UnescapeDataString(p[1].Replace('+', ' ')));

    public void Dispose() => _http.Dispose();
}
