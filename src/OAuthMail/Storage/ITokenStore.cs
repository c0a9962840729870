namespace OAuthMail.Storage;

/// <summary>
/// Stores token records for one or several processes. Implement it for files, a database, or another storage: reading never waits, writing
/// requires a lease, and a lease has one holder at a time among all processes.
/// </summary>
public interface ITokenStore
{
    /// <summary>Reads a record. Never waits for the holder of the lease.</summary>
    /// <param name="key">The key of the record.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The record and its version, or <see langword="null"/> if there is none.</returns>
    /// <exception cref="TokenStoreException">The record cannot be read, decrypted or parsed.</exception>
    ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default);

    /// <summary>Waits for the exclusive right to write a record, and reads the record.</summary>
    /// <param name="key">The key of the record.</param>
    /// <param name="cancellationToken">Cancels the wait. A canceled wait must not hold the lease.</param>
    /// <returns>The lease. Dispose it after the write.</returns>
    /// <exception cref="TokenStoreException">The lease cannot be acquired, or the record cannot be read.</exception>
    ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists all records, in no particular order. Records that are added or deleted during the listing may be included or not.
    /// </summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The records.</returns>
    IAsyncEnumerable<TokenStoreEntry> ListAsync(CancellationToken cancellationToken = default);
}
