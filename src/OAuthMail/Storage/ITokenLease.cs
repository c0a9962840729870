namespace OAuthMail.Storage;

/// <summary>
/// The sole right to renew one token, across all processes that share the store. Held for the length of a token request;
/// disposing it gives it back.
/// </summary>
public interface ITokenLease : IAsyncDisposable, IDisposable
{
    /// <summary>What the lease is for.</summary>
    TokenKey Key { get; }

    /// <summary>The record as it was when the lease began, or as the last write left it; null where there is none.</summary>
    TokenStoreEntry? Current { get; }

    /// <summary>Signals that the lease was lost before it was given back, after which every write fails.</summary>
    CancellationToken Lost { get; }

    /// <summary>Replaces the record durably. When it returns, the record survives the process.</summary>
    /// <param name="record">The new record.</param>
    /// <param name="cancellationToken">Gives up before the record is replaced.</param>
    /// <returns>The entry as it now stands, which is also <see cref="Current"/>.</returns>
    /// <exception cref="TokenStoreException">
    /// The lease was lost, the stored version is not the one that was read, or the store cannot be written.
    /// </exception>
    ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default);

    /// <summary>Removes the record; no record is no error.</summary>
    /// <param name="cancellationToken">Gives up before the record is removed.</param>
    /// <returns>A task that ends when the record is gone.</returns>
    /// <exception cref="TokenStoreException">
    /// The lease was lost, the stored version is not the one that was read, or the store cannot be written.
    /// </exception>
    ValueTask DeleteAsync(CancellationToken cancellationToken = default);
}
