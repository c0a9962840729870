using OAuthMail.Storage;

namespace OAuthMail.MailKit.Handling;

/// <summary>Keeps failed messages in the token store.</summary>
internal sealed class FailureStore(ITokenStore store)
{
    public async Task AddAsync(FailureRecord failure, CancellationToken cancellationToken)
    {
        var lease = await store.AcquireAsync(FailureRecord.KeyOf(failure.Id), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        await lease.WriteAsync(failure.ToRecord(), cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<FailedMail>> ListAsync(string? account, CancellationToken cancellationToken)
    {
        var failures = new List<FailedMail>();
        var isReadable = false;
        try
        {
            await foreach (var entry in store.ListByPrefixAsync(FailureRecord.KeyPrefix, cancellationToken).ConfigureAwait(false))
            {
                isReadable = true;
                if (FailureRecord.FromRecord(entry.Record) is not { } failure) continue;
                var isOfAccount = account is null || string.Equals(failure.Account, account, StringComparison.OrdinalIgnoreCase);
                if (isOfAccount) failures.Add(failure.ToFailedMail());
            }
        }
        catch (TokenStoreException) when (isReadable)
        {
            // Stores report an unreadable record after all others. It must not hide the failed messages.
        }

        return [.. failures.OrderByDescending(failure => failure.FailedAt)];
    }

    /// <summary>Reads a failed message and holds its lease. Returns <see langword="null"/> if there is no failure with this id.</summary>
    public async Task<(ITokenLease Lease, FailureRecord Failure)?> AcquireAsync(string id, CancellationToken cancellationToken)
    {
        // Read first: an invented id must not create a lock file.
        var key = FailureRecord.KeyOf(id);
        if (await store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is null) return null;
        var lease = await store.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
        if (FailureRecord.FromRecord(lease.Current?.Record) is { } failure) return (lease, failure);
        await lease.DisposeAsync().ConfigureAwait(false);
        return null;
    }
}
