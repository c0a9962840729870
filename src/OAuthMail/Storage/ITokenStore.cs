namespace OAuthMail.Storage;

/// <summary>
/// Keeps token records, for one process or for many. The contract is small enough for files and for a database:
/// reading never waits, writing needs a lease, a lease has one holder at a time anywhere.
/// </summary>
public interface ITokenStore
{
    /// <summary>Reads a record. Never waits for whoever holds the lease.</summary>
    /// <param name="key">Which record.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The record and its version, or null if there is none.</returns>
    /// <exception cref="TokenStoreException">The record cannot be read, decrypted or understood.</exception>
    ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default);

    /// <summary>Waits for the sole right to write a record, then reads it.</summary>
    /// <param name="key">Which record.</param>
    /// <param name="cancellationToken">Gives up waiting, and leaves nothing behind.</param>
    /// <returns>The lease, to be disposed as soon as the write is done.</returns>
    /// <exception cref="TokenStoreException">The lease cannot be had at all, or the record cannot be read.</exception>
    ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default);

    /// <summary>Lists everything that is kept, in no particular order. Records that come or go meanwhile may or may not be seen.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The entries.</returns>
    IAsyncEnumerable<TokenStoreEntry> ListAsync(CancellationToken cancellationToken = default);
}
