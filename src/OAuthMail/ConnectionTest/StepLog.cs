using System.Net.Sockets;
using System.Security.Authentication;
using OAuthMail.Errors;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest;

/// <summary>Runs the steps, each within its time, and writes down how they ended.</summary>
internal sealed class StepLog(
    MailProtocol protocol, MailEndpoint endpoint, TimeProvider clock, Redactor redactor, IProgress<ConnectionStep>? progress)
{
    private readonly List<ConnectionStep> _steps = [];

    public IReadOnlyList<ConnectionStep> Steps => _steps;

    /// <summary>1, and 2 after a refused token.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>Runs a step.</summary>
    /// <returns>False if it failed, so that the test ends.</returns>
    public async Task<bool> RunAsync(
        ConnectionStepKind kind, TimeSpan limit, Func<StepNotes, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var notes = new StepNotes();
        var started = clock.GetTimestamp();
        using (var timeLimit = new TimeLimit(clock, limit, cancellationToken))
        {
            try
            {
                await action(notes, timeLimit.Token).ConfigureAwait(false);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                Fail(notes, Translate(failure, timeLimit.IsExceeded ? limit : null));
            }
            catch (Exception failure) when (
                failure is not OperationCanceledException cancelled || cancelled.CancellationToken != cancellationToken)
            {
                // The cancellation closed the connection, and what that caused is not the caller's concern.
                throw new OperationCanceledException("The connection test was cancelled.", failure, cancellationToken);
            }
        }

        Add(kind, clock.GetElapsedTime(started), notes);
        return notes.Outcome != ConnectionStepOutcome.Failed;
    }

    private void Add(ConnectionStepKind kind, TimeSpan duration, StepNotes notes)
    {
        for (var i = 0; i < notes.Words.Count; i++) notes.Words[i] = redactor.Clean(notes.Words[i]);
        notes.Detail = redactor.Clean(notes.Detail);
        var step = new ConnectionStep(kind, Attempt, duration, notes);
        _steps.Add(step);
        progress?.Report(step);
    }

    private static void Fail(StepNotes notes, OAuthMailException failure)
    {
        notes.Outcome = ConnectionStepOutcome.Failed;
        notes.Problem = failure.Problem;
        notes.Exception = failure;
        notes.Detail = notes.Detail.Length == 0 ? failure.Detail : $"{notes.Detail}; {failure.Detail}";
        if (failure is MailServerException server && notes.Words.Count == 0) notes.Words.AddRange(server.ServerWords);
    }

    private OAuthMailException Translate(Exception failure, TimeSpan? timedOut) => failure switch
    {
        OAuthMailException known => known,
        WireException wire when timedOut is null || wire.Problem != Problems.ConnectionLost =>
            Report(wire.Problem, wire.Message, wire.Words, wire.InnerException),
        _ when timedOut is { } limit => Report(
            Problems.MailServerSilent, $"There was no end to this step within {limit.TotalSeconds:0.#} seconds.",
            (failure as WireException)?.Words, null),
        SocketException or IOException => Report(Problems.ConnectionLost, redactor.Clean(failure.Message), null, failure),
        AuthenticationException => Report(Problems.TlsFailed, failure.Message, null, failure),
        _ => Report(Problems.TestFailed, $"{failure.GetType().Name}: {redactor.Clean(failure.Message)}", null, failure),
    };

    private MailServerException Report(Problem problem, string detail, IReadOnlyList<string>? words, Exception? inner) =>
        new(problem, protocol, endpoint, detail, inner) { ServerWords = (words ?? []).Select(redactor.Clean).ToArray() };
}
