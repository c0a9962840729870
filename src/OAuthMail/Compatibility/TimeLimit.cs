namespace OAuthMail.Compatibility;

/// <summary>
/// Limits the duration of an operation. <see cref="Token"/> is canceled when the limit passes or when the caller cancels;
/// <see cref="IsExceeded"/> tells the two apart.
/// </summary>
/// <example>
/// <code>
/// using var limit = new TimeLimit(clock, timeout, cancellationToken);
/// try
/// {
///     await WorkAsync(limit.Token).ConfigureAwait(false);
/// }
/// catch (OperationCanceledException canceled) when (limit.IsExceeded)
/// {
///     throw new TimeoutException($"Timed out after {timeout}.", canceled);
/// }
/// </code>
/// </example>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;

    /// <summary>Starts to measure the time.</summary>
    /// <param name="clock">The clock that measures the time.</param>
    /// <param name="duration">The duration after which <see cref="Token"/> is canceled.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public TimeLimit(TimeProvider clock, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        _caller = cancellationToken;
        _timeout = clock.CreateCancellationTokenSource(duration);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, cancellationToken);
    }

    /// <summary>Gets the token for the operation.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Gets whether the limit has passed and the caller has not canceled.</summary>
    public bool IsExceeded => _timeout.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>
    /// Cancels <see cref="Token"/> before the limit has passed. <see cref="IsExceeded"/> remains <see langword="false"/>.
    /// </summary>
    public Task CancelAsync() => _either.CancelAsync();

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }
}
