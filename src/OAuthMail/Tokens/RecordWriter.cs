using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>Writes the record of a renewal under its lease.</summary>
internal sealed class RecordWriter(RenewalContext context)
{
    /// <summary>Writes the record that an earlier renewal could not write, unless another process has replaced it.</summary>
    public async Task WriteDeferredAsync(ITokenLease lease, CancellationToken cancellationToken)
    {
        if (context.Entry.DeferredWrite.Record is not { } unsaved) return;
        if (lease.Current?.Version == unsaved.BaseVersion)
        {
            var writing = lease.WriteAsync(unsaved.Record, cancellationToken).AsTask();
            await writing.WaitOrAbandonAsync(context.Clock, cancellationToken).ConfigureAwait(false);
        }

        context.Entry.DeferredWrite.Remove(unsaved);
    }

    /// <summary>
    /// Makes sure, before the request, that the new record can be written: the request may replace the refresh token, and a new refresh
    /// token that cannot be stored is lost.
    /// </summary>
    public async Task ReserveAsync(ITokenLease lease, CancellationToken cancellationToken)
    {
        try
        {
            var reserving = lease.ReserveAsync(cancellationToken).AsTask();
            await reserving.WaitOrAbandonAsync(context.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && !RenewalErrors.IsSuperseded(failure) && !CanLoseSecrets(lease.Current?.Record))
        {
            // Nothing that is stored can get lost, and a token that cannot be stored is better than no token. The write reports the error.
        }
    }

    /// <summary>Writes the renewed record. A record that cannot be written is kept for the next renewal.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="renewed">The record.</param>
    /// <param name="rotated">Whether the record contains a new refresh token or another new secret.</param>
    /// <returns>The error if the write failed and the record contains a new secret; otherwise <see langword="null"/>.</returns>
    public async Task<TokenStoreException?> WriteAsync(ITokenLease lease, TokenRecord renewed, bool rotated)
    {
        var baseVersion = lease.Current?.Version;
        try
        {
            await WriteWithinLimitAsync(lease, renewed).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure)
        {
            context.Entry.DeferredWrite.Record = new UnsavedRecord(renewed, baseVersion);
            if (rotated) return RenewalErrors.FromWrite(context, failure);
            TokenLog.NotStored(context.Cache.Logger, context.Source.Name, context.Key, RenewalErrors.Describe(failure));
            return null;
        }
    }

    /// <summary>Writes the properties that a failed source wants to find next time, so that other processes know of the failure.</summary>
    /// <returns>
    /// The version of the written record, so that this process does not mistake its own write for a change, or <see langword="null"/> if
    /// nothing was written.
    /// </returns>
    public async Task<string?> WriteMarksAsync(ITokenLease lease, TokenSourceContext source)
    {
        if (source.Marks.Count == 0) return null;
        var marked = source.Record?.Clone() ?? new TokenRecord();
        foreach (var mark in source.Marks) marked.Properties[mark.Key] = mark.Value;
        try
        {
            return (await WriteWithinLimitAsync(lease, marked).ConfigureAwait(false)).Version;
        }
        catch (Exception failure)
        {
            TokenLog.NotMarked(context.Cache.Logger, context.Source.Name, context.Key, RenewalErrors.Describe(failure));
            return null;
        }
    }

    /// <summary>
    /// Writes a record without cancellation: the server may already have replaced the refresh token, and a response that is not written
    /// is lost.
    /// </summary>
    private Task<TokenStoreEntry> WriteWithinLimitAsync(ITokenLease lease, TokenRecord record) =>
        lease.WriteAsync(record, CancellationToken.None).AsTask().Observed().WaitAsync(context.Cache.Options.RenewalTimeout, context.Clock);

    private bool CanLoseSecrets(TokenRecord? record) => context.Entry.MayRotate && TokenRecords.HasToLose(record);
}
