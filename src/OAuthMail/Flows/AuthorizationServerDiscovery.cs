using System.Text.Json;
using OAuthMail.Flows;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>
/// Learns an authorization server's endpoints from its issuer: first as RFC 8414 has it (the segment is inserted before the
/// issuer's path), then as OpenID Connect Discovery has it (the segment is appended).
/// </summary>
public static class AuthorizationServerDiscovery
{
    private const string InItsPlace = "; if the issuer is right, a captive portal or a proxy answered in its place";

    /// <summary>Asks for the metadata.</summary>
    /// <param name="issuer">The issuer, exactly as the server spells it: an https address without query and fragment.</param>
    /// <param name="http">How requests are sent.</param>
    /// <param name="options">Clock and time-out; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The server's description.</returns>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="TokenRequestException">
    /// There is no metadata, or it names another issuer (RFC 8414 section 3.3), lacks the token endpoint, or has an endpoint without
    /// https; or the server cannot be asked now.
    /// </exception>
    public static async Task<AuthorizationServer> FindAsync(
        string issuer, OAuthHttp http, FlowOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(http);
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var uri) || !AuthorizationServer.IsHttps(uri) || uri.Query.Length > 0)
        {
            throw Invalid($"'{issuer}' is not an https address without query and fragment");
        }

        var transport = new OAuthTransport(http, FlowOptionsCheck.Require(options));
        var path = uri.AbsolutePath.TrimEnd('/');
        var authority = uri.GetLeftPart(UriPartial.Authority);
        Uri[] candidates =
        [
            new($"{authority}/.well-known/oauth-authorization-server{path}"),
            new($"{authority}{path}/.well-known/openid-configuration"),
        ];
        var last = "";
        foreach (var candidate in candidates)
        {
            try
            {
                var answer = await GetAsync(transport, candidate, cancellationToken).ConfigureAwait(false);
                if (answer.IsTransient || (int)answer.Status == 511)
                {
                    throw TokenErrors.FromAnswer(candidate, answer, RequestSafety.Repeatable);
                }

                // Some servers have a page for every address, also for those that do not exist.
                if (answer.IsSuccess && answer.MediaType is not "text/html") return Read(candidate, answer, issuer);
                last = $"{(int)answer.Status} ({TokenErrors.Describe(answer)}){(answer.IsWebPage ? InItsPlace : "")}";
            }
            catch (TokenRequestException elsewhere) when ((int?)elsewhere.StatusCode is >= 300 and < 400)
            {
                // No credential was under way; a redirect, often to a sign-in page, is no metadata.
                last = $"a redirect, which is not followed{InItsPlace}";
            }
        }

        throw Invalid($"{candidates[0]} and {candidates[1]} have no metadata: the last answered {last}");
    }

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
            throw OAuthTransport.Unreachable(address, "no answer in time", late);
        }
    }

    private static AuthorizationServer Read(Uri address, OAuthAnswer answer, string issuer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Truncated ? [] : answer.Body, new JsonDocumentOptions { MaxDepth = 32 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Invalid($"{address} is not a JSON object");

            // As it stands: a normalized comparison would let one server speak for another.
            var named = JwtPayload.GetText(root, "issuer");
            if (named != issuer) throw Invalid($"{address} names another issuer than '{issuer}'");
            return new AuthorizationServer(Endpoint(address, root, "token_endpoint") ?? throw Invalid($"{address} has no token_endpoint"))
            {
                Issuer = issuer,
                AuthorizationEndpoint = Endpoint(address, root, "authorization_endpoint"),
                DeviceAuthorizationEndpoint = Endpoint(address, root, "device_authorization_endpoint"),
                RevocationEndpoint = Endpoint(address, root, "revocation_endpoint"),
                SendsIssuerInRedirects = root.TryGetProperty("authorization_response_iss_parameter_supported", out var sends)
                    && sends.ValueKind == JsonValueKind.True,
            };
        }
        catch (JsonException)
        {
            throw Invalid($"{address} is not JSON");
        }
    }

    private static Uri? Endpoint(Uri address, JsonElement root, string name)
    {
        var text = JwtPayload.GetText(root, name);
        if (text is null) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && AuthorizationServer.IsHttps(uri)
            ? uri
            : throw Invalid($"The {name} of {address} is no https address");
    }

    private static TokenRequestException Invalid(string detail) => new(Problems.MetadataInvalid, detail);
}
