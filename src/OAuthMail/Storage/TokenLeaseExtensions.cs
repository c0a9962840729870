namespace OAuthMail.Storage;

/// <summary>Extension methods for leases.</summary>
internal static class TokenLeaseExtensions
{
    /// <summary>Reserves space for the next write if the lease supports it.</summary>
    public static ValueTask ReserveAsync(this ITokenLease lease, CancellationToken cancellationToken) =>
        lease is IReservingTokenLease reserving ? reserving.ReserveAsync(cancellationToken) : default;
}
