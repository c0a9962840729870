namespace OAuthMail.Storage;

/// <summary>
/// A lease that can make sure beforehand that a write will succeed. A refresh token that the server has replaced exists once, so it
/// must not be asked for where it could not be kept: on a full disk, in a read-only folder. A store for which every such failure
/// already shows in <see cref="ITokenStore.AcquireAsync"/> has no need of it.
/// </summary>
public interface IReservingTokenLease : ITokenLease
{
    /// <summary>Makes room for the next write, as far as can be known before it. What is not used is given back with the lease.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the next write of a record of about the current size, with 16 KiB to spare, has its place.</returns>
    /// <exception cref="TokenStoreException">
    /// The lease was lost, the stored version is not the one that was read, or the store cannot be written.
    /// </exception>
    ValueTask ReserveAsync(CancellationToken cancellationToken = default);
}
