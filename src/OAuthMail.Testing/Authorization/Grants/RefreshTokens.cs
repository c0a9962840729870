using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Refresh tokens, with rotation and the detection of reuse.</summary>
internal sealed class RefreshTokens(Dialect dialect, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public string Issue(Grant grant)
    {
        var token = (dialect is GoogleDialect ? "1//0" : "") + RandomText.Token();
        lock (_gate) _entries[token] = new Entry(grant, time.GetUtcNow() + dialect.Options.RefreshTokenLifetime);
        return token;
    }

    /// <summary>Uses a token.</summary>
    /// <param name="token">The token as presented.</param>
    /// <param name="client">Who presents it.</param>
    /// <param name="check">Refuses what the grant does not cover; a refused request uses nothing up.</param>
    /// <returns>The grant, and the token that follows; null where the old one stays.</returns>
    /// <exception cref="OAuthErrorException">The token is not good, or <paramref name="check"/> refused.</exception>
    public (Grant Grant, string? Next) Redeem(string token, TestClient client, Action<Grant> check)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(token, out var entry) || entry.Grant.Client != client) throw OAuthErrors.RefreshUnknown.ToException();
            if (entry.Grant.IsRevoked) throw OAuthErrors.RefreshRevoked.ToException();
            var now = time.GetUtcNow();
            if (now >= entry.Ends) throw OAuthErrors.RefreshEnded.ToException();
            if (entry.UsedAt is { } usedAt && now - usedAt >= dialect.Options.RefreshTokenReuseGrace)
            {
                entry.Grant.Revoke();
                throw OAuthErrors.RefreshReused.ToException();
            }

            check(entry.Grant);
            if (dialect.Rotation == RefreshTokenRotation.None) return (entry.Grant, null);
            if (dialect.Rotation == RefreshTokenRotation.OneTime) entry.UsedAt ??= now;
            return (entry.Grant, Issue(entry.Grant));
        }
    }

    public Grant? Find(string token)
    {
        lock (_gate) return _entries.TryGetValue(token, out var entry) ? entry.Grant : null;
    }

    /// <summary>Ends the sign-ins of a user, or of all.</summary>
    public void RevokeWhere(Func<TestUser, bool> whose)
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values.Where(e => whose(e.Grant.User))) entry.Grant.Revoke();
        }
    }

    private sealed class Entry(Grant grant, DateTimeOffset ends)
    {
        public Grant Grant { get; } = grant;

        public DateTimeOffset Ends { get; } = ends;

        public DateTimeOffset? UsedAt { get; set; }
    }
}
