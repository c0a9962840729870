using System.Net.Sockets;
using OAuthMail.Networking;

namespace OAuthMail.Flows;

/// <summary>Retries a request to an authorization server if that is safe and may help, after a delay that the server can specify.</summary>
internal sealed class RequestAttempts(ClientRegistration client, FlowOptions options)
{
    private static readonly Backoff Delays = Backoff.Exponential(TimeSpan.FromSeconds(1), TimeSpan.MaxValue).WithJitter(0.5, 1.5);

    /// <summary>Sends a request, and retries it after transient errors.</summary>
    /// <param name="endpoint">The endpoint, for messages.</param>
    /// <param name="safety">Specifies how often the request can be sent again.</param>
    /// <param name="attempt">Makes one attempt.</param>
    /// <param name="cancellationToken">Cancels the attempts and the delays.</param>
    /// <returns>A response that is not a transient error.</returns>
    /// <exception cref="TokenRequestException">All attempts failed.</exception>
    public async Task<OAuthAnswer> RunAsync(
        Uri endpoint, RequestSafety safety, Func<Task<OAuthAnswer>> attempt, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            TokenRequestException failure;
            bool repeatable;
            try
            {
                var answer = await attempt().ConfigureAwait(false);
                if (!answer.IsTransient) return answer;
                failure = TokenErrors.FromAnswer(endpoint, answer, safety, client);

                // A complete HTTP response proves that no token was issued, except for a 5xx, which may be sent in the middle of the
                // operation. Some responses state that a retry is useless.
                repeatable = failure.Problem.Kind == ProblemKind.Transient
                    && (safety != RequestSafety.NotRepeatable || (int)answer.Status == 429);
            }
            catch (HttpRequestException lost)
            {
                failure = OAuthTransport.Unreachable(endpoint, lost);
                repeatable = safety != RequestSafety.NotRepeatable || NeverConnected(lost);
            }
            catch (TokenRequestException unsent) when (unsent.Problem == Problems.ProxyCannotReachServer)
            {
                failure = unsent;
                repeatable = true;
            }
            catch (IOException lost)
            {
                failure = OAuthTransport.Unreachable(endpoint, $"the response was incomplete: {lost.GetBaseException().Message}", lost);
                repeatable = safety != RequestSafety.NotRepeatable;
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                failure = OAuthTransport.Unreachable(endpoint, $"it timed out after {options.RequestTimeout}", late);
                repeatable = safety != RequestSafety.NotRepeatable;
            }

            var most = safety switch
            {
                RequestSafety.RepeatableOnce => Math.Min(2, options.MaximumAttempts),
                RequestSafety.RepeatedByCaller => 1,
                _ => options.MaximumAttempts,
            };
            var delay = failure.RetryAfter ?? GetDelay(number);
            if (!repeatable || number >= most || delay > options.MaximumRetryDelay) throw failure;
            await options.TimeProvider.Delay(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan GetDelay(int attempt)
    {
        var delay = Delays.Delay(attempt);
        return delay < options.MaximumRetryDelay ? delay : options.MaximumRetryDelay;
    }

    /// <summary>
    /// Returns whether a request that was sent did not use its code: a captive portal received it, a proxy did not
    /// forward it, or the server refused to process it.
    /// </summary>
    public static bool IsUnused(Exception failure) => failure is TokenRequestException refused
        && (refused.Problem == Problems.AuthorizationServerIntercepted || (int?)refused.StatusCode == 429
            || HttpProxyFailures.IsRejection(refused.Problem));

    private static bool NeverConnected(HttpRequestException failure) =>
        failure.GetBaseException() is SocketException
        {
            SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NetworkUnreachable
                or SocketError.HostUnreachable or SocketError.TryAgain,
        };
}
