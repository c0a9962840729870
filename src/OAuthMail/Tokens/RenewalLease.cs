using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>
/// Acquires and releases the lease of the stored record, so that one process at a time renews the token. Acquiring reads the store while
/// it waits: it stops when another process has stored a token that makes this renewal unnecessary.
/// </summary>
internal sealed class RenewalLease(RenewalContext context, StoredTokens storedTokens, RecordWriter writer)
{
    private const int MaximumRounds = 3;

    private string? _recordVersion;

    /// <summary>
    /// Acquires the lease and makes sure that the renewed record can be written. If the lease is lost before the request, such as in a
    /// process that was stopped, it is acquired again: another process may have renewed the token.
    /// </summary>
    /// <exception cref="OperationCanceledException">The cache was disposed.</exception>
    public async Task<PreparedLease> AcquireAsync()
    {
        using var limit = context.StartTimeLimit(context.Cache.Disposed);
        try
        {
            for (var round = 1; ; round++)
            {
                try
                {
                    var acquired = await WaitAsync(limit.Token).ConfigureAwait(false);
                    return acquired.Lease is { } lease ? await PrepareAsync(lease, limit).ConfigureAwait(false) : acquired;
                }
                catch (TokenStoreException superseded) when (round < MaximumRounds && RenewalErrors.IsSuperseded(superseded))
                {
                    // Nothing has been requested yet.
                }
            }
        }
        catch (Exception failure) when (!context.IsCanceled(failure))
        {
            var error = RenewalErrors.FromStore(context, failure, limit);
            return new PreparedLease(null, new RenewalOutcome { Failure = error, RecordVersion = _recordVersion });
        }
    }

    /// <summary>Releases the lease. If this fails, the outcome contains the failure, but keeps its token.</summary>
    public async Task<RenewalOutcome> ReleaseAsync(ITokenLease lease, RenewalOutcome outcome)
    {
        try
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            return outcome;
        }
        catch (Exception failure) when (!context.IsCanceled(failure))
        {
            return outcome with { Failure = outcome.Failure ?? RenewalErrors.FromStore(context, failure) };
        }
    }

    /// <summary>Waits for the lease or for a token that another process stores.</summary>
    private async Task<PreparedLease> WaitAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var acquiring = context.Cache.Store.AcquireAsync(context.Key, stop.Token).AsTask();
        ITokenLease? lease = null;
        try
        {
            while (!acquiring.IsCompleted)
            {
                var pause = context.Clock.Delay(context.Cache.Options.StorePollInterval, stop.Token);
                if (await Task.WhenAny(acquiring, pause).ConfigureAwait(false) == acquiring) break;
                cancellationToken.ThrowIfCancellationRequested();
                if (context.Entry.DeferredWrite.Record is not null) continue;
                var generation = context.Entry.Generation;
                var stored = await context.Cache.Store.ReadAsync(context.Key, cancellationToken).ConfigureAwait(false);
                if (TryAdopt(stored, generation) is { } adopted) return new PreparedLease(null, adopted);
            }

            lease = await acquiring.ConfigureAwait(false);
            return new PreparedLease(lease, new RenewalOutcome());
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);

            // The lease may have been acquired while the store was read.
            if (lease is null) _ = ReleaseUnneededAsync(acquiring);
        }
    }

    /// <summary>Releases a lease that is acquired after the renewal has stopped waiting for it.</summary>
    private static async Task ReleaseUnneededAsync(Task<ITokenLease> acquiring)
    {
        try
        {
            var lease = await acquiring.ConfigureAwait(false);
            await lease.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The wait was canceled as requested, or its failure has already been reported.
        }
    }

    private async Task<PreparedLease> PrepareAsync(ITokenLease lease, TimeLimit limit)
    {
        RenewalOutcome? outcome;
        try
        {
            outcome = await AdoptOrReserveAsync(lease, limit).ConfigureAwait(false);
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (outcome.Token is null && outcome.Failure is null) return new PreparedLease(lease, outcome);
        return new PreparedLease(null, await ReleaseAsync(lease, outcome).ConfigureAwait(false));
    }

    /// <summary>
    /// Writes a deferred record, looks for a stored token, and reserves space for the new record. An outcome without a token and a failure
    /// means that a request is necessary and that its response can be stored.
    /// </summary>
    private async Task<RenewalOutcome> AdoptOrReserveAsync(ITokenLease lease, TimeLimit limit)
    {
        var generation = context.Entry.Generation;
        _recordVersion = lease.Current?.Version;
        await writer.WriteDeferredAsync(lease, limit.Token).ConfigureAwait(false);
        if (TryAdopt(lease.Current, generation) is { } adopted) return adopted;

        var outcome = new RenewalOutcome { Generation = generation, RecordVersion = _recordVersion };
        try
        {
            await writer.ReserveAsync(lease, limit.Token).ConfigureAwait(false);
            return outcome;
        }
        catch (Exception failure) when (!context.IsCanceled(failure) && !RenewalErrors.IsSuperseded(failure))
        {
            return outcome with
            {
                Failure = RenewalErrors.FromStore(context, failure, limit),
                Token = storedTokens.FindFallback(lease.Current?.Record),
            };
        }
    }

    private RenewalOutcome? TryAdopt(TokenStoreEntry? stored, int generation)
    {
        _recordVersion = stored?.Version;
        return storedTokens.FindAdoptable(stored, generation) is { } token
            ? new RenewalOutcome { Token = token, Generation = generation, RecordVersion = _recordVersion }
            : null;
    }
}
