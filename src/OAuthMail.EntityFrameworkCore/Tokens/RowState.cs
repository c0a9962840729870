namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>What a process that does not hold the lease sees of a row.</summary>
/// <param name="Version">The version of the record.</param>
/// <param name="LeaseOwner">The holder of the lease.</param>
/// <param name="RenewalOwner">The lease under which a renewal has begun and has not ended.</param>
/// <param name="SchemaVersion">The format of the row.</param>
/// <param name="IsFree">Whether there is no lease, or it has expired by the database's clock.</param>
internal sealed record RowState(string? Version, Guid? LeaseOwner, Guid? RenewalOwner, int SchemaVersion, bool IsFree);
