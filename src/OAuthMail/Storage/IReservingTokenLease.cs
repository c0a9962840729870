namespace OAuthMail.Storage;

/// <summary>
/// A lease that can check in advance whether a write will succeed. A new refresh token exists only once and must not be requested if it
/// cannot be stored, for example on a full disk or in a read-only folder. A store does not need to implement this interface if
/// <see cref="ITokenStore.AcquireAsync"/> already detects such failures.
/// </summary>
public interface IReservingTokenLease : ITokenLease
{
    /// <summary>Reserves space for the next write. Unused space is released with the lease.</summary>
    /// <param name="cancellationToken">Cancels the reservation.</param>
    /// <returns>
    /// A task that completes when space is reserved for a record of the current size plus about 16 KiB.
    /// </returns>
    /// <exception cref="TokenStoreException">
    /// The lease was lost, the stored version is not the one that was read, or the store cannot be written.
    /// </exception>
    ValueTask ReserveAsync(CancellationToken cancellationToken = default);
}
