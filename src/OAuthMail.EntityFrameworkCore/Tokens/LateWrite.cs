namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>Repeats one write until it takes effect, is refused, or a time limit has passed.</summary>
internal sealed class LateWrite(StoreContext store, TokenKey key, Guid owner, string? version, string newVersion, byte[] data)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaximumPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(10);

    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    public TokenKey Key => key;

    public Guid Owner => owner;

    /// <summary>Creates a write that continues this one after it was stopped.</summary>
    public LateWrite Continue() => new(store, key, owner, version, newVersion, data);

    /// <summary>Starts to repeat the write.</summary>
    /// <param name="ended">Called when it ends by itself.</param>
    public void Start(Action ended) => _running = Task.Run(() => RunAsync(ended));

    /// <summary>Stops it, and waits for a running attempt.</summary>
    public Task StopAsync()
    {
        _stop.TrySetResult();
        return _running;
    }

    private async Task RunAsync(Action ended)
    {
        var begun = store.Clock.GetTimestamp();
        for (var pause = FirstPause; ;)
        {
            var delay = Task.Delay(pause, store.Clock);
            if (await Task.WhenAny(_stop.Task, delay).ConfigureAwait(false) == _stop.Task)
            {
                // The lease is acquired again by this process, which writes the record.
                return;
            }

            if (await TryAsync().ConfigureAwait(false)) break;
            if (store.Clock.GetElapsedTime(begun) >= TimeLimit)
            {
                StoreLog.LateWriteEnded(store.Logger, key, TimeLimit);
                break;
            }

            pause = pause * 2 < MaximumPause ? pause * 2 : MaximumPause;
        }

        ended();
    }

    /// <summary>Makes one attempt. Another process may have changed the record or begun another renewal; then nothing is written.</summary>
    /// <exception cref="TokenStoreException">The database failed.</exception>
    public async Task WriteAsync()
    {
        try
        {
            await store.WriteAsync(key, owner, version, newVersion, data).ConfigureAwait(false);
            StoreLog.WrittenLate(store.Logger, key);
        }
        catch (TokenStoreException refused) when (refused.Problem == Problems.TokenLeaseLost
            || refused.Problem == Problems.TokenRecordConflict)
        {
            StoreLog.LateWriteRefused(store.Logger, key);
        }
    }

    /// <returns>Whether no further attempt is needed.</returns>
    private async Task<bool> TryAsync()
    {
        try
        {
            await WriteAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The database is still unavailable.
            return false;
        }

        await LeaseRelease.ReleaseAsync(store, key, owner, mayBeEmpty: false).ConfigureAwait(false);
        return true;
    }
}
