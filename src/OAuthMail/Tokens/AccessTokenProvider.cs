using System.Runtime.CompilerServices;

namespace OAuthMail.Tokens;

/// <summary>Finds the cache entry of a request, and returns a fresh token at once, without a lock and without an allocation.</summary>
internal sealed class AccessTokenProvider(ITokenSource source, AccessTokenCache cache) : IAccessTokenProvider
{
    private volatile AccessTokenCacheEntry? _lastUsed;

    public ValueTask<AccessToken> GetAccessTokenAsync(AccessTokenRequest request = default, CancellationToken cancellationToken = default)
    {
        var key = source.GetKey(request);
        var entry = _lastUsed;
        if (entry is null || entry.Key != key) entry = Find(key);

        var current = entry.Current;
        if (current is not null && request.RejectedToken is null && !request.RequiresNewToken)
        {
            // Reading the exact time would take longer than everything else here.
            var now = cache.CoarseClock.GetUtcTicks();
            if (current.IsFresh(now) && current.LastsFor(request.MinimumLifetime, now)) return new ValueTask<AccessToken>(current.Token);
        }

        return new ValueTask<AccessToken>(entry.GetAsync(source, request, cancellationToken));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private AccessTokenCacheEntry Find(TokenKey key)
    {
        var entry = cache.Get(key);
        _lastUsed = entry;
        return entry;
    }
}
