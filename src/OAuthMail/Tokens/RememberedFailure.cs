using System.Runtime.ExceptionServices;

namespace OAuthMail.Tokens;

/// <summary>
/// Why the last renewal failed, and how long that answer stands, so that a dead refresh token does not hammer the server.
/// </summary>
internal sealed class RememberedFailure(
    ExceptionDispatchInfo failure, string? recordVersion, DateTimeOffset since, DateTimeOffset until, int count, IReadOnlyList<string> tried)
{
    private const int MostTried = 16;

    private static readonly TimeSpan ShortestAsked = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaximumAsked = TimeSpan.FromHours(1);
    private static readonly Backoff TransientDelays = Backoff.Exponential(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    private static readonly Backoff OtherDelays = Backoff.Exponential(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15));

    /// <summary>
    /// The version of the record that the failed renewal saw. Another version means that somebody has signed in meanwhile.
    /// </summary>
    public string? RecordVersion { get; } = recordVersion;

    /// <summary>
    /// Whether another credential may be answered otherwise. It changes nothing for a server that is busy, or a store that fails.
    /// </summary>
    public bool DependsOnCredential =>
        failure.SourceException is OAuthMailException { Problem.Kind: not (ProblemKind.Transient or ProblemKind.Storage) };

    /// <summary>
    /// Whether a credential in this state was refused before. All that were are remembered, and not the last alone: two sources of one
    /// token may have different ones, and must not end each other's pause again and again.
    /// </summary>
    public bool HasTried(string credentialState) => tried.Contains(credentialState, StringComparer.Ordinal);

    /// <summary>The same failure, which counts no more as an answer, but is remembered for the next.</summary>
    public RememberedFailure Ended() => new(failure, RecordVersion, since, DateTimeOffset.MinValue, Count, tried);

    /// <summary>Whether the answer still counts. A clock that was set back to before the failure must not prolong it.</summary>
    public bool StandsAt(DateTimeOffset now) => now < until && (until == DateTimeOffset.MaxValue || now >= since);

    /// <summary>How many renewals have failed in a row.</summary>
    public int Count { get; } = count;

    public Exception Exception => failure.SourceException;

    public void Throw() => failure.Throw();

    private IReadOnlyList<string> Tried => tried;

    public static RememberedFailure After(
        RememberedFailure? previous, OAuthMailException exception, string? recordVersion, string? credentialState, bool inStore, DateTimeOffset now)
    {
        var count = (previous?.Count ?? 0) + 1;
        var tried = (previous?.Tried ?? []).Concat(credentialState is null ? [] : [credentialState]).Distinct(StringComparer.Ordinal)
            .ToArray();
        var until = exception.Problem.Kind switch
        {
            // Only another record helps. Where there is none to watch, look again now and then. Who only has the server's word for it,
            // and nobody to sign in, is another matter.
            ProblemKind.SignInRequired when exception is SignInRequiredException =>
                inStore ? DateTimeOffset.MaxValue : now + TimeSpan.FromMinutes(1),
            ProblemKind.Transient => now + (RetryAfter(exception) ?? TransientDelays.Delay(count)),
            ProblemKind.Storage => now + TimeSpan.FromSeconds(1),
            _ => now + OtherDelays.Delay(count),
        };
        return new RememberedFailure(
            ExceptionDispatchInfo.Capture(exception), recordVersion, now, until, count, tried.Skip(tried.Length - MostTried).ToArray());
    }

    /// <summary>The server's own wish, within reason: nothing would be no brake, and a year would be the end.</summary>
    private static TimeSpan? RetryAfter(OAuthMailException exception)
    {
        if (exception is not TokenRequestException { RetryAfter: { } asked }) return null;
        return asked < ShortestAsked ? ShortestAsked : asked > MaximumAsked ? MaximumAsked : asked;
    }
}
