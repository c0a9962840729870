using System.Net.Sockets;

namespace OAuthMail.Flows;

/// <summary>Repeats a request to an authorization server where that is safe and may help, after a pause that the server may set.</summary>
internal sealed class RequestAttempts(ClientRegistration client, FlowOptions options)
{
    private static readonly Backoff Delays = Backoff.Exponential(TimeSpan.FromSeconds(1), TimeSpan.MaxValue).WithJitter(0.5, 1.5);

    /// <summary>Attempts a request until it is answered.</summary>
    /// <param name="endpoint">Who is asked, for messages.</param>
    /// <param name="safety">What a repetition costs.</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>An answer that no repetition would change.</returns>
    /// <exception cref="TokenRequestException">There was none.</exception>
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

                // An HTTP answer proves that nothing was issued, except for a 5xx in the middle of it. Some say in words that trying
                // again is no use.
                repeatable = failure.Problem.Kind == ProblemKind.Transient
                    && (safety != RequestSafety.NotRepeatable || (int)answer.Status == 429);
            }
            catch (HttpRequestException lost)
            {
                failure = OAuthTransport.Unreachable(endpoint, lost);
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

    private static bool NeverConnected(HttpRequestException failure) =>
        failure.GetBaseException() is SocketException
        {
            SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NetworkUnreachable
                or SocketError.HostUnreachable or SocketError.TryAgain,
        };
}
