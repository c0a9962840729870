using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Issues, rotates and redeems refresh tokens, and detects their reuse.</summary>
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

    /// <summary>Redeems a token.</summary>
    /// <param name="token">The token as presented.</param>
    /// <param name="client">The client that presents it.</param>
    /// <param name="check">Throws if the grant does not cover the request. The token stays unused then.</param>
    /// <returns>The grant, and the next token, or <see langword="null"/> if the token is not rotated.</returns>
    /// <exception cref="OAuthErrorException">
    /// The token is not valid, or <paramref name="check"/> has failed.
    /// </exception>
    public (Grant Grant, string? Next) Redeem(string token, TestClient client, Action<Grant> check)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(token, out var entry) || entry.Grant.Client != client) throw OAuthErrors.RefreshUnknown.ToException();
            if (entry.Grant.IsRevoked) throw OAuthErrors.RefreshRevoked.ToException();
            var now = time.GetUtcNow();
            if (now >= entry.ExpiresAt) throw OAuthErrors.RefreshExpired.ToException();
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

    /// <summary>Revokes the sign-ins of all users that match.</summary>
    public void RevokeWhere(Func<TestUser, bool> whose)
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values.Where(e => whose(e.Grant.User))) entry.Grant.Revoke();
        }
    }

    private sealed class Entry(Grant grant, DateTimeOffset expiresAt)
    {
        public Grant Grant { get; } = grant;

        public DateTimeOffset ExpiresAt { get; } = expiresAt;

        public DateTimeOffset? UsedAt { get; set; }
    }
}
