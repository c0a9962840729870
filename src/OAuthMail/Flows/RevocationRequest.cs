namespace OAuthMail.Flows;

/// <summary>Revokes tokens at the authorization server (RFC 7009).</summary>
internal sealed class RevocationRequest(AuthorizationServer server, ClientRegistration client, OAuthHttp http, FlowOptions options)
{
    private readonly OAuthEndpoint _endpoint = new(server, client, http, options);

    /// <summary>Revokes a refresh token. Most servers also revoke its access tokens.</summary>
    /// <returns>
    /// <see langword="true"/> if the token was revoked; <see langword="false"/> if the server has no revocation endpoint.
    /// </returns>
    /// <exception cref="TokenRequestException">The server refused the request. The token is still valid.</exception>
    public async Task<bool> RevokeAsync(string refreshToken, CancellationToken cancellationToken)
    {
        if (server.RevocationEndpoint is not { } endpoint) return false;
        var answer = await _endpoint.PostAsync(endpoint, RequestSafety.Repeatable, (request, _) =>
        {
            request.Form["token"] = refreshToken;
            request.Form["token_type_hint"] = "refresh_token";
            return default;
        }, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess && answer.IsWebPage) throw TokenErrors.NotJson(endpoint, answer);
        if (answer.IsSuccess) return true;
        var failure = TokenErrors.FromAnswer(endpoint, answer, RequestSafety.Repeatable, client);

        // By RFC 7009, a server returns 200 for a token that is already invalid. Google returns 400 invalid_token.
        if (failure.Error is "invalid_token" or "invalid_grant") return true;
        throw failure;
    }
}
