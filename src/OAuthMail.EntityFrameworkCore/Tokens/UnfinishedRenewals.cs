namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>
/// Decides when a renewal that another process has begun is disregarded: after this process has seen the same expired lease for the
/// waiting time, while the database could be used. A process that was cut off from the database can therefore write the new refresh token
/// first.
/// </summary>
internal sealed class UnfinishedRenewals(TimeProvider clock, TimeSpan waitingTime)
{
    /// <summary>The maximum time between two looks. During a longer one, the database may have been unavailable.</summary>
    private static readonly TimeSpan MaximumGap = TimeSpan.FromSeconds(5);

    private readonly Lock _sync = new();
    private readonly Dictionary<TokenKey, Sighting> _sightings = [];

    /// <summary>Records that the renewal was seen with an expired lease.</summary>
    /// <returns>Whether it can be disregarded.</returns>
    public bool Look(TokenKey key, Guid renewal)
    {
        var now = clock.GetTimestamp();
        lock (_sync)
        {
            if (!_sightings.TryGetValue(key, out var last) || last.Renewal != renewal) last = new Sighting(renewal, now, TimeSpan.Zero);
            var gap = clock.GetElapsedTime(last.Time, now);
            var seen = gap <= MaximumGap ? last.Seen + gap : last.Seen;
            _sightings[key] = new Sighting(renewal, now, seen);
            return seen >= waitingTime;
        }
    }

    /// <summary>Begins anew: the lease is no longer expired, or the database has failed.</summary>
    public void Forget(TokenKey key)
    {
        lock (_sync) _sightings.Remove(key);
    }

    private sealed record Sighting(Guid Renewal, long Time, TimeSpan Seen);
}
