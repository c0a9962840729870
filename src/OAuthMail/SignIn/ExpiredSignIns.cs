using OAuthMail.Storage;

namespace OAuthMail.SignIn;

/// <summary>
/// Removes expired sign-ins from the store. Each new sign-in does this, because a sign-in that is never completed would stay.
/// </summary>
internal static class ExpiredSignIns
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Removes expired sign-ins. Those that cannot be removed now are removed by the next sign-in.</summary>
    public static async Task RemoveAsync(ITokenStore store, TimeProvider clock, CancellationToken cancellationToken)
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
            await foreach (var entry in store.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                if (IsExpired(entry, clock)) expired.Add(entry.Key);
            }
        }
        catch (TokenStoreException)
        {
            // An unreadable record does not concern this sign-in. The account that needs it reports the error.
        }

        return expired;
    }

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
            // The next sign-in removes it.
        }
    }

    private static bool IsExpired(TokenStoreEntry entry, TimeProvider clock) =>
        SignInRecord.FromRecord(entry.Record) is { } pending && pending.ExpiresAt <= clock.GetUtcNow();
}
