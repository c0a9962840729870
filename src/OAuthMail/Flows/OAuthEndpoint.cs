using System.Net.Http.Headers;
using System.Text;
using OAuthMail.Diagnosis;
using OAuthMail.Providers;
using OAuthMail.Tokens;

namespace OAuthMail.Flows;

/// <summary>
/// Posts forms to an authorization server: within a time-out, with retries where they are safe, never along a redirect, and
/// reading no more than a token answer can be.
/// </summary>
internal sealed class OAuthEndpoint(AuthorizationServer server, ClientRegistration client, OAuthHttp http, FlowOptions options)
{
    private readonly OAuthTransport _transport = new(http, options);

    public TimeProvider Clock => options.TimeProvider;

    /// <summary>Asks the token endpoint, authenticated as the client. <paramref name="prepare"/> fills in the grant, anew for each attempt.</summary>
    public async Task<TokenGrant> RequestTokenAsync(RequestSafety safety, Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken)
    {
        var askedAt = Clock.GetUtcNow();
        var answer = await PostAsync(server.TokenEndpoint, safety, async (request, token) =>
        {
            askedAt = Clock.GetUtcNow();
            foreach (var extra in options.TokenParameters) request.Form[extra.Key] = extra.Value;
            await prepare(request, token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return TokenAnswer.Read(server.TokenEndpoint, answer, safety, askedAt);
    }

    /// <summary>Posts a form as the client. An assertion is good once, so everything is put together anew for each attempt.</summary>
    public async Task<OAuthAnswer> PostAsync(
        Uri endpoint, RequestSafety safety, Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            OAuthAnswer? answer = null;
            TokenRequestException failure;
            bool repeatable;
            try
            {
                var request = await PrepareAsync(prepare, cancellationToken).ConfigureAwait(false);
                answer = await SendAsync(endpoint, request, cancellationToken).ConfigureAwait(false);
                if (!answer.IsTransient) return answer;
                failure = TokenErrors.FromAnswer(endpoint, answer, safety);

                // An HTTP answer proves that nothing was issued, except for a 5xx in the middle of it.
                repeatable = safety != RequestSafety.NotRepeatable || (int)answer.Status == 429;
            }
            catch (HttpRequestException lost)
            {
                failure = OAuthTransport.Unreachable(endpoint, $"{lost.GetBaseException().Message}", lost);
                repeatable = safety != RequestSafety.NotRepeatable || NeverConnected(lost);
            }
            catch (IOException lost)
            {
                failure = OAuthTransport.Unreachable(endpoint, $"the answer broke off: {lost.GetBaseException().Message}", lost);
                repeatable = safety != RequestSafety.NotRepeatable;
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                failure = OAuthTransport.Unreachable(endpoint, $"no answer within {options.RequestTimeout}", late);
                repeatable = safety != RequestSafety.NotRepeatable;
            }

            var most = safety switch
            {
                RequestSafety.RepeatableOnce => Math.Min(2, options.MaximumAttempts),
                RequestSafety.RepeatedByCaller => 1,
                _ => options.MaximumAttempts,
            };
            var delay = answer?.RetryAfter ?? Backoff(attempt);
            if (!repeatable || attempt >= most || delay > options.LongestRetryDelay) throw failure;
            await Clock.Delay(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts a request together. A signer or an assertion may come from a vault or a file, whose failures and delays are not the server's.</summary>
    private async Task<TokenRequest> PrepareAsync(Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken)
    {
        var request = new TokenRequest(Clock, server.AssertionAudience ?? server.TokenEndpoint.AbsoluteUri);
        using var timeout = Clock.CreateCancellationTokenSource(options.RequestTimeout);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await FillAsync(request, prepare, ending.Token).WaitAsync(Timeout.InfiniteTimeSpan, Clock, ending.Token).ConfigureAwait(false);
            return request;
        }
        catch (Exception failure) when (failure is not OAuthMailException && !cancellationToken.IsCancellationRequested)
        {
            // Its own words stay in the inner exception: they are not ours to vouch for.
            var why = timeout.IsCancellationRequested ? $"gave nothing within {options.RequestTimeout}" : $"failed with {failure.GetType().Name}";
            throw new TokenRequestException(Problems.TokenSourceFailed, $"The credential of the client '{client}' {why}", failure);
        }
    }

    private async Task FillAsync(TokenRequest request, Func<TokenRequest, CancellationToken, ValueTask> prepare, CancellationToken cancellationToken)
    {
        await prepare(request, cancellationToken).ConfigureAwait(false);
        await client.Credential.ApplyAsync(request, client.ClientId, cancellationToken).ConfigureAwait(false);
    }

    private async Task<OAuthAnswer> SendAsync(Uri endpoint, TokenRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint);

        // Without a charset: the form is UTF-8 under its escapes (RFC 6749 appendix B), and servers believe another that is named.
        message.Content = new ByteArrayContent(Encoding.ASCII.GetBytes(FormEncoding.Encode(request.Form)));
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        message.Headers.Authorization = request.Authorization;

        // .NET Framework would ask first whether the form is welcome, and some servers and proxies answer that with 417.
        message.Headers.ExpectContinue = false;
        var answer = await _transport.SendAsync(message, endpoint, cancellationToken).ConfigureAwait(false);
        answer.Redactor = request.CreateRedactor();
        return answer;
    }

    private TimeSpan Backoff(int attempt)
    {
        var delay = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(attempt - 1, 16)) * (0.5 + Jitter.Next()));
        return delay < options.LongestRetryDelay ? delay : options.LongestRetryDelay;
    }

    private static bool NeverConnected(HttpRequestException failure) =>
        failure.GetBaseException() is System.Net.Sockets.SocketException
        {
            SocketErrorCode: System.Net.Sockets.SocketError.ConnectionRefused or System.Net.Sockets.SocketError.HostNotFound
                or System.Net.Sockets.SocketError.NetworkUnreachable or System.Net.Sockets.SocketError.HostUnreachable
                or System.Net.Sockets.SocketError.TryAgain,
        };
}
