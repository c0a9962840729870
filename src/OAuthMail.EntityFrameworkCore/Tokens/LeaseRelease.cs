namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>Releases leases. A release that fails is repeated while the lease has not expired; then it needs no release.</summary>
internal static class LeaseRelease
{
    private static readonly TimeSpan MaximumWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Releases a lease. Never throws, because an operation that has succeeded must not fail afterwards.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="mayBeEmpty">Whether the row may have no record.</param>
    /// <param name="table">The table to use first, or <see langword="null"/> for the table of the store.</param>
    public static async Task ReleaseAsync(StoreContext store, TokenKey key, Guid owner, bool mayBeEmpty, TokenTable? table = null)
    {
        if (await TryAsync(store with { Table = table ?? store.Table }, key, owner, mayBeEmpty).ConfigureAwait(false)) return;
        _ = Task.Run(async () =>
        {
            var begun = store.Clock.GetTimestamp();
            while (store.Clock.GetElapsedTime(begun) < store.Options.LeaseDuration)
            {
                await Task.Delay(Pause, store.Clock).ConfigureAwait(false);
                if (await TryAsync(store, key, owner, mayBeEmpty).ConfigureAwait(false)) return;
            }
        });
    }

    private static async Task<bool> TryAsync(StoreContext store, TokenKey key, Guid owner, bool mayBeEmpty)
    {
        try
        {
            using var limit = new CancellationTokenSource(MaximumWait, store.Clock);
            await store.Table.ReleaseAsync(key.Value, owner, mayBeEmpty, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure)
        {
            StoreLog.NotReleased(store.Logger, key, failure.Message);
            return false;
        }
    }
}
