using System.Runtime.ExceptionServices;

namespace OAuthMail.Tokens;

/// <summary>
/// The failure of the last renewal, and the pause during which requests fail with it without a new renewal. The pause protects the
/// authorization server from repeated requests with an invalid refresh token.
/// </summary>
internal sealed class RememberedFailure(
    ExceptionDispatchInfo failure, string? recordVersion, DateTimeOffset since, DateTimeOffset until, int count,
    IReadOnlyList<string> triedCredentials)
{
    private const int MaximumTriedCredentials = 16;

    private static readonly Backoff TransientPauses = Backoff.Exponential(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    private static readonly Backoff OtherPauses = Backoff.Exponential(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15));

    /// <summary>
    /// Gets the version of the record that the failed renewal saw. Another version means that the record has been replaced.
    /// </summary>
    public string? RecordVersion { get; } = recordVersion;

    /// <summary>
    /// Gets whether another credential may lead to success. It does not if the server is busy or the store fails.
    /// </summary>
    public bool DependsOnCredential =>
        failure.SourceException is OAuthMailException { Problem.Kind: not (ProblemKind.Transient or ProblemKind.Storage) };

    public Exception Exception => failure.SourceException;

    /// <summary>Gets how many renewals have failed in a row.</summary>
    private int Count => count;

    private IReadOnlyList<string> TriedCredentials => triedCredentials;

    /// <summary>
    /// Returns whether a credential was already refused. All refused credentials are remembered, not only the last one: two sources of the
    /// same token may have different credentials, and would otherwise end each other's pause again and again.
    /// </summary>
    public bool HasTried(string credentialState) => triedCredentials.Contains(credentialState, StringComparer.Ordinal);

    /// <summary>Returns the same failure without its pause. Its count still determines the pause after the next failure.</summary>
    public RememberedFailure WithoutPause() => new(failure, RecordVersion, since, DateTimeOffset.MinValue, count, triedCredentials);

    /// <summary>Returns whether the pause lasts. A clock that was set back to a time before the failure ends it.</summary>
    public bool IsInEffect(DateTimeOffset now) => now < until && (until == DateTimeOffset.MaxValue || now >= since);

    public void Throw() => failure.Throw();

    /// <summary>Creates the memory of a failed renewal.</summary>
    /// <param name="previous">The failure before, or <see langword="null"/> if the renewal before succeeded.</param>
    /// <param name="outcome">The outcome of the failed renewal.</param>
    /// <param name="usesStore">Whether the token is in the store, where another process can replace it.</param>
    /// <param name="now">The time.</param>
    public static RememberedFailure After(RememberedFailure? previous, RenewalOutcome outcome, bool usesStore, DateTimeOffset now)
    {
        var exception = outcome.Failure!;
        var count = (previous?.Count ?? 0) + 1;
        var tried = (previous?.TriedCredentials ?? []).Concat(outcome.CredentialState is { } state ? [state] : [])
            .Distinct(StringComparer.Ordinal).ToArray();
        var until = exception.Problem.Kind switch
        {
            // Only a sign-in helps, and it changes the stored record. Without a record, a new attempt is made every minute. If the source
            // reports the problem with another exception, no user can sign in for it, and the pauses below apply.
            ProblemKind.SignInRequired when exception is SignInRequiredException =>
                usesStore ? DateTimeOffset.MaxValue : now + TimeSpan.FromMinutes(1),
            ProblemKind.Transient => now + (GetRetryAfter(exception) ?? TransientPauses.Delay(count)),
            ProblemKind.Storage => now + TimeSpan.FromSeconds(1),
            _ => now + OtherPauses.Delay(count),
        };
        return new RememberedFailure(
            ExceptionDispatchInfo.Capture(exception), outcome.RecordVersion, now, until, count,
            tried.Skip(tried.Length - MaximumTriedCredentials).ToArray());
    }

    /// <summary>
    /// Returns the server's Retry-After, clamped to between 1 second and 1 hour, or <see langword="null"/> if there is none.
    /// </summary>
    private static TimeSpan? GetRetryAfter(OAuthMailException exception) =>
        RetryAfterHeader.Clamp((exception as TokenRequestException)?.RetryAfter);
}
