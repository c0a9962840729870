using System.Net;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Microsoft.Identity.Client;
using OAuthMail.Flows;
using OAuthMail.Flows.Requests;
using OAuthMail.Tokens;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// Carries the requests of one MSAL call over the core's transport, which follows no redirect, reads no more than an answer can be
/// and has a time-out; and keeps what the token endpoint answered, so that it is read as any other answer is.
/// </summary>
internal sealed class MsalExchange : HttpMessageHandler, IMsalHttpClientFactory
{
    private readonly OAuthTransport _transport;
    private readonly Uri? _authority;
    private readonly IEnumerable<KeyValuePair<string, string>> _parameters;
    private readonly HttpClient _client;

    /// <summary>Prepares one call.</summary>
    /// <param name="transport">The core's transport.</param>
    /// <param name="authority">
    /// The only host that may be asked; null where MSAL knows the place by itself, as it does for managed identities.
    /// </param>
    /// <param name="parameters">What is added to the form that goes to the token endpoint.</param>
    public MsalExchange(OAuthTransport transport, Uri? authority, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        _transport = transport;
        _authority = authority;
        _parameters = parameters;
        _client = new HttpClient(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>What the token endpoint answered last, or what came instead of the answer to a question before it.</summary>
    public OAuthAnswer? Answer { get; private set; }

    /// <summary>The last answer to any request, which MSAL may tell without its status.</summary>
    public OAuthAnswer? LastAnswer { get; private set; }

    /// <summary>What kept a request from being answered, which MSAL may wrap in something that tells less.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    public HttpClient GetHttpClient() => _client;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var address = request.RequestUri!;
            if (_authority is not null && address.Authority != _authority.Authority)
            {
                throw Elsewhere(address.GetLeftPart(UriPartial.Authority));
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

                // MSAL would remember a refusal for the whole process and answer the next minutes' requests with it, even after a sign-in.
                if (!answer.IsSuccess) throw new RefusalSeen();
            }

            return ToResponse(request, answer);
        }
        catch (Exception failure) when (failure is not RefusalSeen)
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

    /// <summary>The form that goes to the token endpoint; null for any other request.</summary>
    private async Task<TokenRequest?> ReadFormAsync(HttpRequestMessage request)
    {
        if (
            _authority is null || request.Method != HttpMethod.Post || request.Content is null
                || !request.RequestUri!.AbsolutePath.EndsWith("/token", StringComparison.Ordinal))
        {
            return null;
        }
        var form = new TokenRequest(TimeProvider.System, request.RequestUri.AbsoluteUri) { Authorization = request.Headers.Authorization };
#pragma warning disable CA2016 // netstandard2.0 has no such overload, and the content is in memory.
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

    /// <summary>A request is sent once, and this one is on its way already.</summary>
    private static HttpRequestMessage Copy(HttpRequestMessage request, TokenRequest? form)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri);
        foreach (var header in request.Headers) copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        copy.Headers.ExpectContinue = false;
        if (form is not null) copy.Content = form.ToContent();
        else if (request.Content is not null) copy.Content = request.Content;
        return copy;
    }

    private static HttpResponseMessage ToResponse(HttpRequestMessage request, OAuthAnswer answer)
    {
        // MSAL writes what it does not understand into its log and its exceptions: of a success that is none, it must not see the token.
        var body = answer.IsSuccess && answer.Status != HttpStatusCode.OK ? [] : answer.Body;
        var response = new HttpResponseMessage(answer.Status) { RequestMessage = request, Content = new ByteArrayContent(body) };
        if (answer.MediaType is not null) response.Content.Headers.TryAddWithoutValidation("Content-Type", answer.MediaType);

        // Azure Arc's names the file whose content it wants to see.
        if (answer.Challenge is not null) response.Headers.TryAddWithoutValidation("WWW-Authenticate", answer.Challenge);
        return response;
    }

    /// <summary>Where MSAL would take a password next, by a client of its own that knows none of this library's rules.</summary>
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
            // MSAL says so itself.
            return null;
        }

        static string Name(string? place) =>
            Uri.TryCreate(place, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : "another identity provider";
    }

    private TokenRequestException Elsewhere(string place) => new(
        Problems.TokenSourceFailed, $"MSAL turned to {place} in the place of {_authority!.Authority}. Nothing was sent there");

    private OAuthMailException Federated(string place) => new(
        Problems.PasswordNotEnough, $"The sign-in of this user is federated to {place}, and a password is sent to {_authority!.Authority} alone");

    /// <summary>Ends a call of MSAL's: there is an answer, and it is read elsewhere.</summary>
    private sealed class RefusalSeen() : Exception("The token endpoint refused the request.");
}
