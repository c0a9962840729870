using System.Net;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Microsoft.Identity.Client;
using OAuthMail.Flows;
using OAuthMail.Flows.Requests;
using OAuthMail.Tokens;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// Sends the requests of one MSAL call through the core's transport, which follows no redirects, limits the length of a response, and has
/// a time-out. Keeps the response of the token endpoint, so that the core parses it like every other response.
/// </summary>
internal sealed class MsalHttpHandler : HttpMessageHandler, IMsalHttpClientFactory
{
    private readonly OAuthTransport _transport;
    private readonly Uri? _authority;
    private readonly IEnumerable<KeyValuePair<string, string>> _parameters;
    private readonly HttpClient _client;

    /// <summary>Creates the handler of one call.</summary>
    /// <param name="transport">The core's transport.</param>
    /// <param name="authority">
    /// The authority, whose host is the only one that receives requests, or <see langword="null"/> if MSAL chooses the endpoint, as it does
    /// for managed identities.
    /// </param>
    /// <param name="parameters">The parameters to add to the token request.</param>
    public MsalHttpHandler(OAuthTransport transport, Uri? authority, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        _transport = transport;
        _authority = authority;
        _parameters = parameters;
        _client = new HttpClient(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// Gets the last response of the token endpoint, or the error response to a request that MSAL sends before the token request. It is
    /// <see langword="null"/> if there was neither.
    /// </summary>
    public OAuthAnswer? Answer { get; private set; }

    /// <summary>Gets the last response to any request. MSAL's exceptions do not always contain its status.</summary>
    public OAuthAnswer? LastAnswer { get; private set; }

    /// <summary>Gets the exception because of which a request has no response. MSAL may wrap it in a less specific exception.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    public HttpClient GetHttpClient() => _client;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var address = request.RequestUri!;
            if (_authority is not null && address.Authority != _authority.Authority)
            {
                throw OtherHost(address.GetLeftPart(UriPartial.Authority));
            }
            if (_authority is not null && request.Method == HttpMethod.Post && !IsTokenEndpoint(address))
            {
                throw OtherHost(address.GetLeftPart(UriPartial.Path));
            }

            var form = await ReadFormAsync(request).ConfigureAwait(false);
            using var message = Copy(request, form);
            var answer = await _transport.SendAsync(message, address, cancellationToken).ConfigureAwait(false);
            LastAnswer = answer;
            if (FindFederation(address, answer) is { } federation) throw Federated(federation);
            if (form is not null) answer.Redactor = form.CreateRedactor();
            if (form is not null || (_authority is not null && !answer.IsSuccess))
            {
                Answer = answer;

                // MSAL caches error responses for the whole process. For some minutes it would answer further requests from this cache,
                // even after a new sign-in. Therefore it must not see the response.
                if (!answer.IsSuccess) throw new RejectionException();
            }

            return ToResponse(request, answer);
        }
        catch (Exception failure) when (failure is not RejectionException)
        {
            Failure = ExceptionDispatchInfo.Capture(failure);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _client.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Returns whether an address is the token endpoint of a tenant. The tenant can be that of the user instead of a shared one.
    /// </summary>
    private static bool IsTokenEndpoint(Uri address)
    {
        var path = address.AbsolutePath;
        return path.EndsWith(MsalAuthority.TokenPath, StringComparison.OrdinalIgnoreCase)
            && path.LastIndexOf('/', path.Length - MsalAuthority.TokenPath.Length - 1) == 0;
    }

    /// <summary>Reads the form of a token request. Returns <see langword="null"/> for any other request.</summary>
    private async Task<TokenRequest?> ReadFormAsync(HttpRequestMessage request)
    {
        if (_authority is null || request.Method != HttpMethod.Post || request.Content is null
            || !request.RequestUri!.AbsolutePath.EndsWith("/token", StringComparison.Ordinal))
        {
            return null;
        }
        var form = new TokenRequest(TimeProvider.System, request.RequestUri.AbsoluteUri) { Authorization = request.Headers.Authorization };
#pragma warning disable CA2016 // netstandard2.0 has no overload with a cancellation token. The content is in memory.
        foreach (var field in FormEncoding.Decode(await request.Content.ReadAsStringAsync().ConfigureAwait(false)))
        {
            form.Form[field.Key] = field.Value;
        }
#pragma warning restore CA2016
        foreach (var extra in _parameters)
        {
            if (!form.Form.ContainsKey(extra.Key)) form.Form[extra.Key] = extra.Value;
        }

        return form;
    }

    /// <summary>Copies the request. A request message can be sent only once, and MSAL's client already sends this one.</summary>
    private static HttpRequestMessage Copy(HttpRequestMessage request, TokenRequest? form)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri);
        foreach (var header in request.Headers) copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        copy.Headers.ExpectContinue = false;
        if (form is not null) copy.Content = form.ToContent();
        else if (request.Content is not null) copy.Content = request.Content;
        return copy;
    }

    private HttpResponseMessage ToResponse(HttpRequestMessage request, OAuthAnswer answer)
    {
        // MSAL accepts a token only with status 200. With any other successful status, it would write the body, and so a token in it, to
        // its log and its exceptions.
        var body = answer.IsSuccess && answer.Status != HttpStatusCode.OK ? [] : answer.Body;
        if (_authority is null && answer.Status == HttpStatusCode.OK) body = ManagedIdentityAnswer.WithUsableExpiration(body);
        var response = new HttpResponseMessage(answer.Status) { RequestMessage = request, Content = new ByteArrayContent(body) };
        if (answer.MediaType is not null) response.Content.Headers.TryAddWithoutValidation("Content-Type", answer.MediaType);

        // The challenge of Azure Arc names a file, whose content MSAL sends with its next request.
        if (_authority is null && answer.Challenge is not null) ArcKeyFile.Check(answer.Challenge);
        if (answer.Challenge is not null) response.Headers.TryAddWithoutValidation("WWW-Authenticate", answer.Challenge);
        return response;
    }

    /// <summary>
    /// Returns the identity provider of a federated user, or <see langword="null"/>. MSAL would send the password to that provider, with
    /// an HTTP client of its own that does not follow the rules of this library.
    /// </summary>
    private static string? FindFederation(Uri address, OAuthAnswer answer)
    {
        if (address.AbsolutePath.IndexOf("/userrealm/", StringComparison.OrdinalIgnoreCase) < 0 || answer.Truncated) return null;
        try
        {
            using var document = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 16 });
            var isFederated = string.Equals(
                JwtPayload.GetText(document.RootElement, "account_type"), "federated", StringComparison.OrdinalIgnoreCase);
            return isFederated ? Name(JwtPayload.GetText(document.RootElement, "federation_active_auth_url")) : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // MSAL reports the malformed response.
            return null;
        }

        static string Name(string? url) =>
            Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : "another identity provider";
    }

    private TokenRequestException OtherHost(string address) => new(
        Problems.TokenSourceFailed, $"MSAL tried to send a request to {address} instead of {_authority!.AbsoluteUri}. Nothing was sent.");

    private OAuthMailException Federated(string provider) => new(
        Problems.PasswordNotEnough,
        $"The sign-in of this user is federated to {provider}. The password was not sent, because it may be sent only to "
        + $"{_authority!.Authority}.");

    /// <summary>Stops MSAL's call after an error response, which the core parses.</summary>
    private sealed class RejectionException() : Exception("The authorization server returned an error response.");
}
