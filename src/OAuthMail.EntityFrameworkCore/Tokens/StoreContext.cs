using Microsoft.Extensions.Logging;

namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>What the leases of a store share.</summary>
/// <param name="Table">The table.</param>
/// <param name="Options">The options.</param>
/// <param name="Logger">The logger.</param>
/// <param name="LateWrites">The records that could not be written.</param>
internal sealed record StoreContext(TokenTable Table, DatabaseTokenStoreOptions Options, ILogger Logger, LateWrites LateWrites)
{
    public TimeProvider Clock => Options.TimeProvider;

    /// <summary>
    /// Writes a record, or deletes it, and recognizes a write that took effect although its response was lost.
    /// </summary>
    /// <exception cref="TokenStoreException">The lease was lost, the record has changed, or the database failed.</exception>
    public async Task WriteAsync(TokenKey key, Guid owner, string? version, string? newVersion, byte[]? data)
    {
        // Not canceled: a rotated refresh token must be written. The provider's command time-out limits it.
        if (await Table.WriteAsync(key.Value, owner, version, newVersion, data, CancellationToken.None).ConfigureAwait(false)) return;
        var state = await Table.FindStateAsync(key.Value, CancellationToken.None).ConfigureAwait(false);
        if (state?.Version == newVersion) return;
        throw state?.LeaseOwner == owner || state?.RenewalOwner == owner ? Conflict(key, state.Version, version) : Lost(key);
    }

    public static TokenStoreException Lost(TokenKey key) => new(
        Problems.TokenLeaseLost,
        $"The lease on {key} has expired, and another process has acquired it. The record was not changed.");

    public static TokenStoreException Conflict(TokenKey key, string? found, string? expected) => new(
        Problems.TokenRecordConflict, $"The record {key} has the version {found ?? "none"} instead of {expected ?? "none"}.");
}
