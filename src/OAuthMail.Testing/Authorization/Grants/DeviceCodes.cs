using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Device codes, RFC 8628.</summary>
internal sealed class DeviceCodes(AuthorizationServerOptions options, TimeProvider time)
{
    // A client that waits exactly its interval may, by its clock, come a little early.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Penalty = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>The user codes that wait for their users.</summary>
    public IReadOnlyList<string> Waiting
    {
        get
        {
            lock (_gate) return [.. _entries.Where(e => e.Decision is null && time.GetUtcNow() < e.Ends).Select(e => e.UserCode)];
        }
    }

    public (string DeviceCode, string UserCode) Issue(TestClient client, IReadOnlyList<string> scopes)
    {
        var entry = new Entry(client, scopes, options.DeviceCodeInterval, time.GetUtcNow() + options.DeviceCodeLifetime);
        lock (_gate) _entries.Add(entry);
        return (entry.DeviceCode, entry.UserCode);
    }

    /// <summary>Records what the user says.</summary>
    /// <returns>Whether the code waited for it.</returns>
    public bool Decide(string userCode, TestUser? allowedBy)
    {
        lock (_gate)
        {
            var entry = _entries.Find(e => Normal(e.UserCode) == Normal(userCode));
            if (entry is null || entry.Decision is not null || time.GetUtcNow() >= entry.Ends) return false;
            entry.Decision = allowedBy is not null;
            entry.User = allowedBy;
            return true;
        }
    }

    /// <summary>Answers a poll.</summary>
    /// <exception cref="OAuthErrorException">Not yet, too fast, denied, ended, or unknown.</exception>
    public Grant Redeem(string deviceCode, TestClient client)
    {
        lock (_gate)
        {
            var entry = _entries.Find(e => RandomText.Same(e.DeviceCode, deviceCode));
            if (entry is null || entry.Client != client || entry.Redeemed) throw OAuthErrors.DeviceUnknown.ToException();
            var now = time.GetUtcNow();
            if (now >= entry.Ends) throw OAuthErrors.DeviceEnded.ToException();
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

    private sealed class Entry(TestClient client, IReadOnlyList<string> scopes, TimeSpan interval, DateTimeOffset ends)
    {
        public string DeviceCode { get; } = RandomText.Token();

        public string UserCode { get; } = RandomText.UserCode();

        public TestClient Client { get; } = client;

        public IReadOnlyList<string> Scopes { get; } = scopes;

        public TimeSpan Interval { get; set; } = interval;

        public DateTimeOffset Ends { get; } = ends;

        public DateTimeOffset? LastPoll { get; set; }

        public bool? Decision { get; set; }

        public TestUser? User { get; set; }

        public bool Redeemed { get; set; }
    }
}
