using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Watch;

/// <summary>The state of one watch: what happens with messages, how many are left, and when it ends.</summary>
/// <param name="command">The shell command to run for each message, or <see langword="null"/> to write a line.</param>
/// <param name="writesJson">Whether the lines are JSON objects.</param>
/// <param name="count">The number of messages after which the watch ends, or <see langword="null"/> for no limit.</param>
internal sealed class WatchRun(string? command, bool writesJson, int? count) : IDisposable
{
    private readonly CancellationTokenSource _surplus = new();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count ?? int.MaxValue;

    public string? Command { get; } = command;

    public bool WritesJson { get; } = writesJson;

    /// <summary>Gets a value that indicates whether no further message is handled.</summary>
    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Gets the token that is canceled when a message arrives after the watch has ended. It is left for the next watch.</summary>
    public CancellationToken Surplus => _surplus.Token;

    /// <summary>Leaves a message that has arrived after the end: waits until the handler is canceled.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await _surplus.CancelAsync().ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _surplus.Dispose();

    /// <summary>Counts a message that was handled.</summary>
    public void Handled()
    {
        if (count is not null && --_left == 0) End(ExitCodes.Success);
    }

    /// <summary>Ends the watch.</summary>
    public void End(int exitCode) => _ended.TrySetResult(exitCode);

    /// <summary>Waits until the watch ends, or is interrupted.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> WaitAsync(CancellationToken cancellationToken) => _ended.Task.WaitAsync(cancellationToken);
}
