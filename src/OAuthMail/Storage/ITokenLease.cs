namespace OAuthMail.Storage;

/// <summary>
/// The exclusive right to renew one token among all processes that share the store. It is held for the duration of a token request.
/// Dispose the lease to release it.
/// </summary>
public interface ITokenLease : IAsyncDisposable, IDisposable
{
    /// <summary>Gets the key of the record.</summary>
    TokenKey Key { get; }

    /// <summary>
    /// Gets the record as read when the lease was acquired or as last written, or <see langword="null"/> if there is none.
    /// </summary>
    TokenStoreEntry? Current { get; }

    /// <summary>
    /// Gets a token that is canceled if the lease is lost before it is released. Writes then fail, unless the store knows that nobody else
    /// has acquired the lease and used it.
    /// </summary>
    CancellationToken Lost { get; }

    /// <summary>Replaces the record durably. When the task completes, the record survives the end of the process.</summary>
    /// <param name="record">The new record.</param>
    /// <param name="cancellationToken">Cancels the write before the record is replaced.</param>
    /// <returns>The stored record with its new version, which is also <see cref="Current"/>.</returns>
    /// <exception cref="TokenStoreException">
    /// The lease was lost, the stored version is not the one that was read, or the store cannot be written.
    /// </exception>
    ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default);

    /// <summary>Deletes the record. A missing record is not an error.</summary>
    /// <param name="cancellationToken">Cancels the operation before the record is deleted.</param>
    /// <returns>A task that completes when the record has been deleted.</returns>
    /// <exception cref="TokenStoreException">
    /// The lease was lost, the stored version is not the one that was read, or the store cannot be written.
    /// </exception>
    ValueTask DeleteAsync(CancellationToken cancellationToken = default);
}
