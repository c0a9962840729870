using System.Collections.Concurrent;

namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>
/// The records of renewals that could not be written because the database failed. Their writes are repeated, because they contain refresh
/// tokens that exist nowhere else.
/// </summary>
internal sealed class LateWrites
{
    private readonly ConcurrentDictionary<TokenKey, LateWrite> _writes = [];

    /// <summary>Starts to repeat a write.</summary>
    public void Add(LateWrite write)
    {
        _writes[write.Key] = write;
        write.Start(() => _writes.TryRemove(new KeyValuePair<TokenKey, LateWrite>(write.Key, write)));
    }

    /// <summary>
    /// Stops the write of a key, and waits for a running attempt, because this process acquires its lease again and writes the record
    /// itself.
    /// </summary>
    /// <returns>
    /// The write, which has not taken effect, or <see langword="null"/> if there is none. The caller writes it or starts it again.
    /// </returns>
    public async Task<LateWrite?> StopAsync(TokenKey key)
    {
        if (!_writes.TryGetValue(key, out var write)) return null;
        await write.StopAsync().ConfigureAwait(false);
        return _writes.TryRemove(new KeyValuePair<TokenKey, LateWrite>(key, write)) ? write : null;
    }
}
