using System.Security.Cryptography;
using System.Text;
using OAuthMail.Flows.Requests;

namespace OAuthMail.Flows;

/// <summary>
/// The authorization code flow (RFC 6749 section 4.1): builds the URL for the browser and redeems the code. It uses PKCE with the method
/// S256 (RFC 7636).
/// </summary>
internal sealed class AuthorizationCodeFlow(
    AuthorizationServer server, ClientRegistration client, IReadOnlyCollection<string> scopes, OAuthHttp http, FlowOptions options)
{
    private readonly OAuthEndpoint _endpoint = new(server, client, http, options);

    /// <summary>Creates a random value of 43 characters, as RFC 7636 section 4.1 recommends for the verifier.</summary>
    public static string CreateSecret() => Hashing.ToBase64Url(RandomNumberGenerator.GetBytes(32));

    public static string CreateChallenge(string verifier) => Hashing.ToBase64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    public Uri BuildUrl(
        string state, string verifier, Uri redirectUri, string? loginHint, string? claims, bool selectAccount = false)
    {
        var endpoint = server.AuthorizationEndpoint
            ?? throw new InvalidOperationException("The authorization server has no authorization endpoint.");
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var extra in options.AuthorizationParameters) query[extra.Key] = extra.Value;
        query["response_type"] = "code";
        query["client_id"] = client.ClientId;
        query["redirect_uri"] = redirectUri.OriginalString;
        query["scope"] = string.Join(" ", scopes);
        query["state"] = state;
        query["code_challenge"] = CreateChallenge(verifier);
        query["code_challenge_method"] = "S256";
        if (loginHint is not null) query["login_hint"] = loginHint;
        if (claims is not null) query["claims"] = claims;
        if (selectAccount) query["prompt"] = AddSelectAccount(query.TryGetValue("prompt", out var prompt) ? prompt : "");

        // A query of the endpoint itself must be kept (RFC 6749 section 3.1).
        var separator = endpoint.Query.Length > 0 ? "&" : "?";
        return new Uri(endpoint.AbsoluteUri + separator + FormEncoding.Encode(query));
    }

    /// <summary>Adds a value to the prompts of the provider, such as Google's <c>consent</c>, which returns a refresh token.</summary>
    private static string AddSelectAccount(string prompt) => string.Join(
        " ", prompt.Split([' '], StringSplitOptions.RemoveEmptyEntries).Where(one => one is not ("none" or "select_account"))
            .Append("select_account"));

    /// <summary>Redeems a code. Calls <paramref name="sending"/> before the code is sent.</summary>
    public async Task<TokenGrant> RedeemAsync(
        string code, string verifier, Uri redirectUri, Action sending, CancellationToken cancellationToken)
    {
        using var grace = new GraceAfterCancellation(options.TimeProvider, cancellationToken);
        return await _endpoint.RequestTokenAsync(RequestSafety.NotRepeatable, (request, _) =>
        {
            request.Sending = sending;
            request.Form["grant_type"] = "authorization_code";
            request.Form["code"] = code;
            request.Form["code_verifier"] = verifier;
            request.Form["redirect_uri"] = redirectUri.OriginalString;
            if (scopes.Count > 0) request.Form["scope"] = string.Join(" ", scopes);
            return default;
        }, grace.Token).ConfigureAwait(false);
    }
}
