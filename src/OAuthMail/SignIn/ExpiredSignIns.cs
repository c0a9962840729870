using OAuthMail.Storage;

namespace OAuthMail.SignIn;

/// <summary>Sign-ins that were begun and never completed would stay in the store for ever; each new one clears them away.</summary>
internal static class ExpiredSignIns
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Removes what has expired, as far as that is possible now: what is left goes next time.</summary>
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
            // A record that cannot be read is not this sign-in's concern; whoever needs it will be told.
        }

        return expired;
    }

    private static async Task RemoveAsync(ITokenStore store, TokenKey key, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Somebody who still polls for an expired device code holds its lease; it is not worth waiting for.
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
            // It goes next time.
        }
    }

    private static bool IsExpired(TokenStoreEntry entry, TimeProvider clock) =>
        SignInRecord.FromRecord(entry.Record) is { } pending && pending.ExpiresAt <= clock.GetUtcNow();
}
