using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Issues and redeems device codes (RFC 8628).</summary>
internal sealed class DeviceCodes(AuthorizationServerOptions options, TimeProvider time)
{
    // The clock of a client that waits exactly one interval may differ slightly.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Penalty = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Gets the user codes that wait for a decision.</summary>
    public IReadOnlyList<string> Waiting
    {
        get
        {
            lock (_gate) return [.. _entries.Where(e => e.Decision is null && time.GetUtcNow() < e.ExpiresAt).Select(e => e.UserCode)];
        }
    }

    public (string DeviceCode, string UserCode) Issue(TestClient client, IReadOnlyList<string> scopes)
    {
        var entry = new Entry(client, scopes, options.DeviceCodeInterval, time.GetUtcNow() + options.DeviceCodeLifetime);
        lock (_gate) _entries.Add(entry);
        return (entry.DeviceCode, entry.UserCode);
    }

    /// <summary>Stores the decision of the user.</summary>
    /// <returns>
    /// <see langword="true"/> if the user code was waiting for a decision; otherwise, <see langword="false"/>.
    /// </returns>
    public bool Decide(string userCode, TestUser? allowedBy)
    {
        lock (_gate)
        {
            var entry = _entries.Find(e => Normal(e.UserCode) == Normal(userCode));
            if (entry is null || entry.Decision is not null || time.GetUtcNow() >= entry.ExpiresAt) return false;
            entry.Decision = allowedBy is not null;
            entry.User = allowedBy;
            return true;
        }
    }

    /// <summary>Handles a poll of the device.</summary>
    /// <exception cref="OAuthErrorException">
    /// The decision is pending, or the client polls too fast, or the code is denied, expired or unknown.
    /// </exception>
    public Grant Redeem(string deviceCode, TestClient client)
    {
        lock (_gate)
        {
            var entry = _entries.Find(e => RandomText.Same(e.DeviceCode, deviceCode));
            if (entry is null || entry.Client != client || entry.Redeemed) throw OAuthErrors.DeviceUnknown.ToException();
            var now = time.GetUtcNow();
            if (now >= entry.ExpiresAt) throw OAuthErrors.DeviceExpired.ToException();
            var tooFast = entry.LastPoll is { } last && now - last < entry.Interval - Tolerance;
            entry.LastPoll = now;
            if (tooFast)
            {
                entry.Interval += Penalty;
                throw OAuthErrors.SlowDown.ToException();
            }

            switch (entry.Decision)
            {
                case null:
                    throw OAuthErrors.Pending.ToException();
                case false:
                    throw OAuthErrors.DeviceDenied.ToException();
                default:
                    entry.Redeemed = true;
                    return new Grant(client, entry.User!, entry.Scopes);
            }
        }
    }

    private static string Normal(string userCode) =>
        string.Concat(userCode.Where(char.IsAsciiLetter)).ToUpperInvariant();

    private sealed class Entry(TestClient client, IReadOnlyList<string> scopes, TimeSpan interval, DateTimeOffset expiresAt)
    {
        public string DeviceCode { get; } = RandomText.Token();

        public string UserCode { get; } = RandomText.UserCode();

        public TestClient Client { get; } = client;

        public IReadOnlyList<string> Scopes { get; } = scopes;

        public TimeSpan Interval { get; set; } = interval;

        public DateTimeOffset ExpiresAt { get; } = expiresAt;

        public DateTimeOffset? LastPoll { get; set; }

        public bool? Decision { get; set; }

        public TestUser? User { get; set; }

        public bool Redeemed { get; set; }
    }
}
