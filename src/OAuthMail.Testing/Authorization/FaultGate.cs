using System.Threading.Channels;

namespace OAuthMail.Testing;

/// <summary>Holds requests until a test lets them go on: what a slow server is without a sleeping test.</summary>
public sealed class FaultGate
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _arrivals = Channel.CreateUnbounded<bool>();

    /// <summary>Lets go everything that waits, now and later.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Waits until another request stands at the gate; each arrival is reported once.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when one has come.</returns>
    /// <exception cref="TimeoutException">None came within 30 seconds.</exception>
    public async Task WaitForArrivalAsync(CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            await _arrivals.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No request came to the gate within {Longest.TotalSeconds} seconds.");
        }
    }

    internal Task PassAsync(CancellationToken cancellationToken)
    {
        _arrivals.Writer.TryWrite(true);
        return _opened.Task.WaitAsync(cancellationToken);
    }
}
