using System.Threading.Channels;

namespace OAuthMail.Testing;

/// <summary>
/// Holds requests until a test opens the gate. It simulates a slow server without delays in the test.
/// </summary>
public sealed class FaultGate
{
    private static readonly TimeSpan MaximumWait = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _arrivals = Channel.CreateUnbounded<bool>();

    /// <summary>Releases all waiting requests and all later ones.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Waits until the next request arrives at the gate. Each arrival is reported once.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when a request has arrived.</returns>
    /// <exception cref="TimeoutException">No request arrived within 30 seconds.</exception>
    public async Task WaitForArrivalAsync(CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MaximumWait);
        try
        {
            await _arrivals.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No request arrived at the gate within {MaximumWait.TotalSeconds} seconds.");
        }
    }

    internal Task PassAsync(CancellationToken cancellationToken)
    {
        _arrivals.Writer.TryWrite(true);
        return _opened.Task.WaitAsync(cancellationToken);
    }
}
