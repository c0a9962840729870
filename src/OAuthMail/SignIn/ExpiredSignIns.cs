using System.Runtime.CompilerServices;
using OAuthMail.Storage;

namespace OAuthMail.SignIn;

/// <summary>
/// Removes expired sign-ins from the store, because a sign-in that is never completed would stay. New sign-ins start this, at most once
/// per hour and store, because it reads every record of the store.
/// </summary>
internal static class ExpiredSignIns
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>The time that a new sign-in waits for the removal. It continues in the background.</summary>
    private static readonly TimeSpan MaximumWait = TimeSpan.FromMilliseconds(250);

    private static readonly ConditionalWeakTable<ITokenStore, LastRemoval> Removals = new();

    /// <summary>Removes expired sign-ins if this has not been done within the last hour.</summary>
    public static async Task RemoveSometimesAsync(ITokenStore store, TimeProvider clock)
    {
        if (!Removals.GetOrCreateValue(store).IsDue(clock.GetUtcNow())) return;

        // Real time limits the wait, because the wait for the disk is real.
        var removal = Task.Run(() => RemoveAsync(store, clock, CancellationToken.None));
        await Task.WhenAny(removal, Task.Delay(MaximumWait)).ConfigureAwait(false);
        _ = removal.Observed();
    }

    /// <summary>Removes expired sign-ins. Those that cannot be removed now are removed later.</summary>
    private static async Task RemoveAsync(ITokenStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        foreach (var key in await FindAsync(store, clock, cancellationToken).ConfigureAwait(false))
        {
            await RemoveAsync(store, key, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<List<TokenKey>> FindAsync(ITokenStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        var expired = new List<TokenKey>();
        try
        {
            foreach (var entries in List(store, cancellationToken))
            {
                await foreach (var entry in entries.ConfigureAwait(false))
                {
                    if (IsExpired(entry, clock)) expired.Add(entry.Key);
                }
            }
        }
        catch (TokenStoreException)
        {
            // An unreadable record does not concern this sign-in. The account that needs it reports the error.
        }

        return expired;
    }

    /// <summary>Lists the records of sign-ins, or all records in one pass if the store cannot list those of one kind.</summary>
    private static IAsyncEnumerable<TokenStoreEntry>[] List(ITokenStore store, CancellationToken cancellationToken) =>
        store is IPrefixTokenStore indexed
            ? [indexed.ListAsync(SignInRecord.KeyPrefix, cancellationToken),
                indexed.ListAsync(SignInRecord.CurrentKeyPrefix, cancellationToken)]
            : [store.ListAsync(cancellationToken)];

    private static async Task RemoveAsync(ITokenStore store, TokenKey key, TimeProvider clock, CancellationToken cancellationToken)
    {
        // A caller that still polls for an expired device code holds its lease. Waiting longer is not worth it.
        using var limit = new TimeLimit(clock, Patience, cancellationToken);
        try
        {
            var lease = await store.AcquireAsync(key, limit.Token).ConfigureAwait(false);
            await using var held = lease.ConfigureAwait(false);
            if (lease.Current is { } current && IsExpired(current, clock)) await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (
            failure is TokenStoreException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The next removal removes it.
        }
    }

    private static bool IsExpired(TokenStoreEntry entry, TimeProvider clock) =>
        SignInRecord.FindExpiration(entry.Record) is { } expiration && expiration <= clock.GetUtcNow();

    private sealed class LastRemoval
    {
        private readonly object _gate = new();
        private DateTimeOffset? _time;

        /// <summary>Returns whether a removal is due, and remembers it. A clock that was set back must not prevent it for long.</summary>
        public bool IsDue(DateTimeOffset now)
        {
            lock (_gate)
            {
                if (_time is { } last && now - last < Interval && now >= last) return false;
                _time = now;
                return true;
            }
        }
    }
}
