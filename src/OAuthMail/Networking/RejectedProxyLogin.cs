namespace OAuthMail.Networking;

/// <summary>
/// Prevents a login that a proxy rejected from being sent again with every request: directories lock a user's account after a few wrong
/// passwords. It is sent again if it changes, and otherwise after pauses that grow to a day.
/// </summary>
internal sealed class RejectedProxyLogin
{
    private static readonly Backoff Pauses = Backoff.Exponential(TimeSpan.FromMinutes(15), TimeSpan.FromDays(1));

    private readonly object _gate = new();
    private Problem? _problem;
    private string _detail = "";
    private string? _login;
    private long _since;
    private int _times;

    /// <summary>Throws if the proxy rejected the same login a short time ago.</summary>
    public void ThrowIfRejected(Uri? proxy, TimeProvider clock)
    {
        lock (_gate)
        {
            if (_problem is null) return;
            if (_login != Key(proxy))
            {
                (_problem, _times) = (null, 0);
                return;
            }

            var remaining = Pauses.Delay(_times) - clock.GetElapsedTime(_since);
            if (remaining <= TimeSpan.Zero) return;
            throw new TokenRequestException(
                _problem,
                $"{_detail} The same login is not sent again for {remaining.TotalMinutes:0} minutes; a new login is sent at once.")
            {
                RetryAfter = remaining,
            };
        }
    }

    /// <summary>Remembers a rejection.</summary>
    public void Remember(Uri? proxy, Problem problem, string detail, TimeProvider clock)
    {
        lock (_gate)
        {
            (_problem, _detail, _login, _since) = (problem, detail, Key(proxy), clock.GetTimestamp());
            _times++;
        }
    }

    /// <summary>Forgets a rejection, because the proxy has accepted a connection.</summary>
    public void Forget()
    {
        lock (_gate) (_problem, _times) = (null, 0);
    }

    private static string Key(Uri? proxy) => proxy is null ? "" : $"{proxy.UserInfo}@{proxy.Authority}";
}
