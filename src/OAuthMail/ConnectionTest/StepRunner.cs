using System.Net.Sockets;
using System.Security.Authentication;
using OAuthMail.Errors;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest;

/// <summary>Runs the steps of a test within their time-outs, and records the results.</summary>
internal sealed class StepRunner(
    MailProtocol protocol, MailEndpoint endpoint, TimeProvider clock, Redactor redactor, IProgress<ConnectionStep>? progress)
{
    private readonly List<ConnectionStep> _steps = [];

    public IReadOnlyList<ConnectionStep> Steps => _steps;

    /// <summary>Gets or sets the attempt: 1, or 2 after a rejected token.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>Runs a step.</summary>
    /// <returns><see langword="false"/> if the step failed; the test then stops.</returns>
    public async Task<bool> RunAsync(
        ConnectionStepKind kind, TimeSpan limit, Func<StepResult, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = new StepResult();
        var started = clock.GetTimestamp();
        using (var timeLimit = new TimeLimit(clock, limit, cancellationToken))
        {
            try
            {
                await action(result, timeLimit.Token).ConfigureAwait(false);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                Fail(result, Translate(failure, timeLimit.IsExceeded ? limit : null));
            }
            catch (Exception failure) when (
                failure is not OperationCanceledException cancelled || cancelled.CancellationToken != cancellationToken)
            {
                // The cancellation closed the connection. The resulting exception becomes the inner exception.
                throw new OperationCanceledException("The connection test was canceled.", failure, cancellationToken);
            }
        }

        Add(kind, clock.GetElapsedTime(started), result);
        return result.Outcome != ConnectionStepOutcome.Failed;
    }

    private void Add(ConnectionStepKind kind, TimeSpan duration, StepResult result)
    {
        for (var i = 0; i < result.ServerWords.Count; i++) result.ServerWords[i] = redactor.Clean(result.ServerWords[i]);
        result.Detail = redactor.Clean(result.Detail);
        var step = new ConnectionStep(kind, Attempt, duration, result);
        _steps.Add(step);
        progress?.Report(step);
    }

    private static void Fail(StepResult result, OAuthMailException failure)
    {
        result.Outcome = ConnectionStepOutcome.Failed;
        result.Problem = failure.Problem;
        result.Exception = failure;
        result.Detail = result.Detail.Length == 0 ? failure.Detail : $"{result.Detail}; {failure.Detail}";
        if (failure is MailServerException server && result.ServerWords.Count == 0) result.ServerWords.AddRange(server.ServerWords);
    }

    private OAuthMailException Translate(Exception failure, TimeSpan? timedOut) => failure switch
    {
        OAuthMailException known => known,
        WireException wire when timedOut is null || wire.Problem != Problems.ConnectionLost =>
            Report(wire.Problem, wire.Message, wire.ServerWords, wire.InnerException),
        _ when timedOut is { } limit => Report(
            Problems.MailServerSilent, $"Timed out after {limit.TotalSeconds:0.#} seconds.",
            (failure as WireException)?.ServerWords, null),
        SocketException or IOException => Report(Problems.ConnectionLost, redactor.Clean(failure.Message), null, failure),
        AuthenticationException => Report(Problems.TlsFailed, failure.Message, null, failure),
        _ => Report(Problems.TestFailed, $"{failure.GetType().Name}: {redactor.Clean(failure.Message)}", null, failure),
    };

    private MailServerException Report(Problem problem, string detail, IReadOnlyList<string>? words, Exception? inner) =>
        new(problem, protocol, endpoint, detail, inner) { ServerWords = (words ?? []).Select(redactor.Clean).ToArray() };
}
