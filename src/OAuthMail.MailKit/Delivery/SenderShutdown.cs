namespace OAuthMail.MailKit.Delivery;

/// <summary>The shutdown of a sender in two steps: first no new work begins, and then work in progress is aborted.</summary>
internal sealed class SenderShutdown : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();

    /// <summary>Gets a token that is canceled when no new work may begin.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Gets a token that is canceled when work in progress must be aborted.</summary>
    public CancellationToken Aborting => _aborting.Token;

    public bool IsStopping => _stopping.IsCancellationRequested;

    public Task StopAsync() => _stopping.CancelAsync();

    public Task AbortAsync() => _aborting.CancelAsync();

    /// <summary>Takes both steps at once.</summary>
    public void Dispose()
    {
        // The sources are canceled but not disposed: they hold no resources without a timer, and deliveries still read them.
        _stopping.Cancel();
        _aborting.Cancel();
    }
}
