namespace OAuthMail.Storage;

/// <summary>What not every lease can do.</summary>
internal static class TokenLeaseExtensions
{
    /// <summary>Makes sure that the next write will succeed, where the lease can say so beforehand.</summary>
    public static ValueTask ReserveAsync(this ITokenLease lease, CancellationToken cancellationToken) =>
        lease is IReservingTokenLease reserving ? reserving.ReserveAsync(cancellationToken) : default;
}
