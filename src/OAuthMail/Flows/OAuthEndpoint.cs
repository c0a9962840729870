using OAuthMail.Flows.Requests;

namespace OAuthMail.Flows;

/// <summary>
/// Posts forms to an authorization server with the client's authentication. Requests are retried if that is safe
/// (<see cref="RequestAttempts"/>). Redirects are never followed (<see cref="OAuthTransport"/>).
/// </summary>
internal sealed class OAuthEndpoint(AuthorizationServer server, ClientRegistration client, OAuthHttp http, FlowOptions options)
{
    private readonly OAuthTransport _transport = new(http, options);
    private readonly RequestAttempts _attempts = new(client, options);

    public TimeProvider Clock => options.TimeProvider;

    /// <summary>
    /// Sends a request to the token endpoint. <paramref name="prepare"/> adds the parameters of the grant for each attempt.
    /// </summary>
    public Task<TokenGrant> RequestTokenAsync(
        RequestSafety safety, Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken) =>
        RequestTokenAsync(safety, prepare, request => SendAsync(server.TokenEndpoint, request, cancellationToken), cancellationToken);

    /// <summary>Sends a request to the token endpoint through another library, which sends the prepared request in its own way.</summary>
    public Task<TokenGrant> RequestTokenThroughAsync(
        RequestSafety safety, Func<TokenRequest, OAuthTransport, Task<OAuthAnswer>> send, CancellationToken cancellationToken) =>
        RequestTokenAsync(safety, (_, _) => default, request => send(request, _transport), cancellationToken);

    private async Task<TokenGrant> RequestTokenAsync(
        RequestSafety safety, Func<TokenRequest, CancellationToken, ValueTask> prepare, Func<TokenRequest, Task<OAuthAnswer>> send,
        CancellationToken cancellationToken)
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

    /// <summary>Posts a form. The form is created for each attempt, because a client assertion can be used only once.</summary>
    public Task<OAuthAnswer> PostAsync(
        Uri endpoint, RequestSafety safety, Func<TokenRequest, CancellationToken, ValueTask> prepare,
        CancellationToken cancellationToken) =>
        _attempts.RunAsync(endpoint, safety, async () =>
        {
            var request = await PrepareAsync(prepare, cancellationToken).ConfigureAwait(false);
            return await SendAsync(endpoint, request, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>
    /// Creates a request. A signer or an assertion may come from a vault or a file, whose failures and time-outs are reported
    /// separately from those of the server.
    /// </summary>
    private async Task<TokenRequest> PrepareAsync(
        Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken)
    {
        var request = new TokenRequest(Clock, server.AssertionAudience ?? server.TokenEndpoint.AbsoluteUri);
        using var limit = new TimeLimit(Clock, options.RequestTimeout, cancellationToken);
        try
        {
            await FillAsync(request, prepare, limit.Token).WaitOrAbandonAsync(Clock, limit.Token).ConfigureAwait(false);
            return request;
        }
        catch (Exception failure) when (failure is not OAuthMailException && !cancellationToken.IsCancellationRequested)
        {
            // The message of the exception is not included, because it may contain a secret. It is in the inner exception.
            var why = limit.IsExceeded
                ? $"timed out after {options.RequestTimeout}"
                : $"failed with {failure.GetType().Name}";
            throw new TokenRequestException(Problems.TokenSourceFailed, $"The credential of the client '{client}' {why}.", failure);
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

        // By default, .NET Framework sends "Expect: 100-continue", which some servers and proxies refuse with status 417.
        message.Headers.ExpectContinue = false;
        var answer = await _transport.SendAsync(message, endpoint, cancellationToken).ConfigureAwait(false);
        answer.Redactor = request.CreateRedactor();
        return answer;
    }
}
