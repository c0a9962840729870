namespace OAuthMail.Flows;

/// <summary>Tells the authorization server that a token is not needed any more (RFC 7009).</summary>
internal sealed class RevocationRequest(AuthorizationServer server, ClientRegistration client, OAuthHttp http, FlowOptions options)
{
    private readonly OAuthEndpoint _endpoint = new(server, client, http, options);

    /// <summary>Revokes a refresh token, and with it, at most servers, its access tokens.</summary>
    /// <returns>Whether the server could be asked at all: some have no such endpoint.</returns>
    /// <exception cref="TokenRequestException">The server refused; the token is still good.</exception>
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

        // RFC 7009 answers 200 for a token that is gone already; Google answers 400 invalid_token.
        if (failure.Error is "invalid_token" or "invalid_grant") return true;
        throw failure;
    }
}
