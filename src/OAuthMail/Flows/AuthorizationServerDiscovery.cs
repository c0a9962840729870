using System.Text.Json;
using OAuthMail.Errors;
using OAuthMail.Flows;
using OAuthMail.Networking;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>
/// Discovers the endpoints of an authorization server from its issuer: first by RFC 8414 (the well-known segment precedes the issuer's
/// path), then by OpenID Connect Discovery (the well-known segment follows the path).
/// </summary>
public static class AuthorizationServerDiscovery
{
    private const string MayBeIntercepted = "; if the issuer is correct, a captive portal or a proxy sent this response";

    /// <summary>Requests the server's metadata.</summary>
    /// <param name="issuer">The issuer, exactly as in the server's metadata: an https URL without query and fragment.</param>
    /// <param name="http">The HTTP client.</param>
    /// <param name="options">The clock and the time-out, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The authorization server.</returns>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="TokenRequestException">
    /// There is no metadata; or the metadata contains another issuer (RFC 8414 section 3.3), no token endpoint, or an endpoint without
    /// https; or the server cannot be reached.
    /// </exception>
    public static async Task<AuthorizationServer> FindAsync(
        string issuer, OAuthHttp http, FlowOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(http);
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var uri) || !AuthorizationServer.IsHttps(uri) || uri.Query.Length > 0)
        {
            throw Invalid($"'{issuer}' is not an https URL without query and fragment.");
        }

        var transport = new OAuthTransport(http, FlowOptionsCheck.Require(options));
        var path = uri.AbsolutePath.TrimEnd('/');
        var authority = uri.GetLeftPart(UriPartial.Authority);
        Uri[] candidates =
        [
            new($"{authority}/.well-known/oauth-authorization-server{path}"),
            new($"{authority}{path}/.well-known/openid-configuration"),
        ];
        var failures = new List<TokenRequestException>();
        foreach (var candidate in candidates)
        {
            try
            {
                var answer = await GetAsync(transport, candidate, cancellationToken).ConfigureAwait(false);
                return answer.IsSuccess ? Read(candidate, answer, issuer) : throw NotFound(candidate, answer);
            }
            catch (TokenRequestException failure) when (
                failure.Problem != Problems.AuthorizationServerUnreachable && !HttpProxyFailures.IsRejection(failure.Problem))
            {
                // A server that fails at one address may have its metadata at the other. One that cannot be reached is the same for both.
                failures.Add((int?)failure.StatusCode is >= 300 and < 400
                    ? Invalid($"{candidate} returned a redirect, which is not followed{MayBeIntercepted}.")
                    : failure);
            }
        }

        // A temporary failure is reported as such, because it may be the reason why there is no metadata.
        var detail = string.Join(" ", failures.Select(failure => failure.Detail));
        var transient = failures.Find(failure => failure.Problem.Kind == ProblemKind.Transient);
        throw transient?.As(transient.Problem, detail) ?? Invalid(detail);
    }

    private static TokenRequestException NotFound(Uri address, OAuthAnswer answer) =>
        answer.IsTransient || (int)answer.Status == 511
            ? TokenErrors.FromAnswer(address, answer, RequestSafety.Repeatable)
            : Invalid(
                $"{address} returned status {(int)answer.Status} ({TokenErrors.Describe(answer)})"
                + $"{(answer.IsWebPage ? MayBeIntercepted : "")}.");

    private static async Task<OAuthAnswer> GetAsync(OAuthTransport transport, Uri address, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, address);
        try
        {
            return await transport.SendAsync(message, address, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException lost)
        {
            throw OAuthTransport.Unreachable(address, lost);
        }
        catch (IOException lost)
        {
            throw OAuthTransport.Unreachable(address, lost.GetBaseException().Message, lost);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw OAuthTransport.Unreachable(address, "the request timed out", late);
        }
    }

    internal static AuthorizationServer Read(Uri address, OAuthAnswer answer, string issuer)
    {
        try
        {
            using var document = ResponseJson.Parse(answer.Truncated ? [] : answer.Body, maximumDepth: 32);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Invalid($"{address} is not a JSON object.");

            // Compared without normalization. Otherwise one server could impersonate another.
            var named = JwtPayload.GetText(root, "issuer");
            if (named != issuer)
            {
                var found = named is null ? "no issuer" : $"the issuer '{ForeignText.Clean(named, 200)}'";
                throw Invalid($"{address} contains {found} instead of '{issuer}'.");
            }
            return new AuthorizationServer(Endpoint(address, root, "token_endpoint") ?? throw Invalid($"{address} has no token_endpoint."))
            {
                Issuer = issuer,
                AuthorizationEndpoint = Endpoint(address, root, "authorization_endpoint"),
                DeviceAuthorizationEndpoint = Endpoint(address, root, "device_authorization_endpoint"),
                RevocationEndpoint = Endpoint(address, root, "revocation_endpoint"),
                SendsIssuerInRedirects = JwtPayload.Get(root, "authorization_response_iss_parameter_supported")
                    is { ValueKind: JsonValueKind.True },

                // By RFC 8414 section 2, a server that omits the list supports this method.
                AuthenticationMethods = JwtPayload.Get(root, "token_endpoint_auth_methods_supported") is not null
                    ? Texts(root, "token_endpoint_auth_methods_supported")
                    : ["client_secret_basic"],
                AssertionAlgorithms = Texts(root, "token_endpoint_auth_signing_alg_values_supported"),
            };
        }
        catch (JsonException)
        {
            throw Invalid($"{address} is not JSON ({TokenErrors.Describe(answer)}){(answer.IsWebPage ? MayBeIntercepted : "")}.");
        }
    }

    /// <summary>Returns the texts of a list that are names of this library's options or of a standard. Others are ignored.</summary>
    private static string[] Texts(JsonElement root, string name) =>
        JwtPayload.Get(root, name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(JwtPayload.GetText).OfType<string>().Where(IsName).Take(32)]
            : [];

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 60 && text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-');

    private static Uri? Endpoint(Uri address, JsonElement root, string name)
    {
        var text = JwtPayload.GetText(root, name);
        if (text is null) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && AuthorizationServer.IsHttps(uri)
            ? uri
            : throw Invalid($"The {name} of {address} is not an https URL.");
    }

    private static TokenRequestException Invalid(string detail) => new(Problems.MetadataInvalid, detail);
}
