using OAuthMail.Flows.Requests;

namespace OAuthMail.Flows;

/// <summary>
/// Posts forms to an authorization server, authenticated as the client: repeated where that is safe (<see cref="RequestAttempts"/>),
/// never along a redirect (<see cref="OAuthTransport"/>).
/// </summary>
internal sealed class OAuthEndpoint(AuthorizationServer server, ClientRegistration client, OAuthHttp http, FlowOptions options)
{
    private readonly OAuthTransport _transport = new(http, options);
    private readonly RequestAttempts _attempts = new(client, options);

    public TimeProvider Clock => options.TimeProvider;

    /// <summary>
    /// Asks the token endpoint, authenticated as the client. <paramref name="prepare"/> fills in the grant, anew for each attempt.
    /// </summary>
    public Task<TokenGrant> RequestTokenAsync(
        RequestSafety safety, Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken) =>
        RequestTokenAsync(safety, prepare, request => SendAsync(server.TokenEndpoint, request, cancellationToken), cancellationToken);

    /// <summary>The same with another library between here and the token endpoint, which sends what was prepared in its own way.</summary>
    public Task<TokenGrant> RequestTokenThroughAsync(
        RequestSafety safety, Func<TokenRequest, OAuthTransport, Task<OAuthAnswer>> send, CancellationToken cancellationToken) =>
        RequestTokenAsync(safety, (_, _) => default, request => send(request, _transport), cancellationToken);

    private async Task<TokenGrant> RequestTokenAsync(
        RequestSafety safety, Func<TokenRequest, CancellationToken, ValueTask> prepare, Func<TokenRequest, Task<OAuthAnswer>> send, CancellationToken cancellationToken)
    {
        var askedAt = Clock.GetUtcNow();
        var answer = await _attempts.RunAsync(server.TokenEndpoint, safety, async () =>
        {
            askedAt = Clock.GetUtcNow();
            var request = await PrepareAsync((form, token) => AddParameters(form, prepare, token), cancellationToken).ConfigureAwait(false);
            return await send(request).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return TokenAnswer.Read(server.TokenEndpoint, answer, safety, client, askedAt);
    }

    private ValueTask AddParameters(
        TokenRequest request, Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken)
    {
        foreach (var extra in options.TokenParameters) request.Form[extra.Key] = extra.Value;
        return prepare(request, cancellationToken);
    }

    /// <summary>Posts a form as the client. An assertion is good once, so everything is put together anew for each attempt.</summary>
    public Task<OAuthAnswer> PostAsync(
        Uri endpoint, RequestSafety safety, Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken) =>
        _attempts.RunAsync(endpoint, safety, async () =>
        {
            var request = await PrepareAsync(prepare, cancellationToken).ConfigureAwait(false);
            return await SendAsync(endpoint, request, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>
    /// Puts a request together. A signer or an assertion may come from a vault or a file, whose failures and delays are not the
    /// server's.
    /// </summary>
    private async Task<TokenRequest> PrepareAsync(
        Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken)
    {
        var request = new TokenRequest(Clock, server.AssertionAudience ?? server.TokenEndpoint.AbsoluteUri);
        using var limit = new TimeLimit(Clock, options.RequestTimeout, cancellationToken);
        try
        {
            await FillAsync(request, prepare, limit.Token).WaitAsync(Timeout.InfiniteTimeSpan, Clock, limit.Token).ConfigureAwait(false);
            return request;
        }
        catch (Exception failure) when (failure is not OAuthMailException && !cancellationToken.IsCancellationRequested)
        {
            // Its own words stay in the inner exception: they are not ours to vouch for.
            var why = limit.IsExceeded
                ? $"gave nothing within {options.RequestTimeout}"
                : $"failed with {failure.GetType().Name}";
            throw new TokenRequestException(Problems.TokenSourceFailed, $"The credential of the client '{client}' {why}", failure);
        }
    }

    private async Task FillAsync(
        TokenRequest request, Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken)
    {
        await prepare(request, cancellationToken).ConfigureAwait(false);
        await client.Credential.ApplyAsync(request, client.ClientId, cancellationToken).ConfigureAwait(false);
    }

    private async Task<OAuthAnswer> SendAsync(Uri endpoint, TokenRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint);
        message.Content = request.ToContent();
        message.Headers.Authorization = request.Authorization;

        // .NET Framework would ask first whether the form is welcome, and some servers and proxies answer that with 417.
        message.Headers.ExpectContinue = false;
        var answer = await _transport.SendAsync(message, endpoint, cancellationToken).ConfigureAwait(false);
        answer.Redactor = request.CreateRedactor();
        return answer;
    }
}
