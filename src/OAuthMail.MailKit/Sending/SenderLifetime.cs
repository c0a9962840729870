namespace OAuthMail.MailKit.Sending;

/// <summary>The end of a sender, in two steps: nothing new begins, and then what has begun is cut.</summary>
internal sealed class SenderLifetime : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cutting = new();

    /// <summary>Cancelled when nothing new may begin.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled when what has begun must end.</summary>
    public CancellationToken Cutting => _cutting.Token;

    public bool IsStopping => _stopping.IsCancellationRequested;

    public Task StopAsync() => _stopping.CancelAsync();

    public Task CutAsync() => _cutting.CancelAsync();

    /// <summary>Both at once.</summary>
    public void Dispose()
    {
        // Not disposed: without a timer they hold nothing, and sends that end now still look at them.
        _stopping.Cancel();
        _cutting.Cancel();
    }
}
