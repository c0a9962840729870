using System.Runtime.CompilerServices;

namespace OAuthMail.Tokens;

/// <summary>The one provider: it finds the entry of a request's token and answers from memory where it can.</summary>
internal sealed class AccessTokenProvider(ITokenSource source, AccessTokenCache entries) : IAccessTokenProvider
{
    private volatile AccessTokenCacheEntry? _hot;

    public ValueTask<AccessToken> GetAccessTokenAsync(AccessTokenRequest request = default, CancellationToken cancellationToken = default)
    {
        var key = source.GetKey(request);
        var entry = _hot;
        if (entry is null || entry.Key != key) entry = Find(key);

        var current = entry.Current;
        if (current is not null && request.RejectedToken is null)
        {
            // Reading the clock would cost more than all the rest.
            var now = entries.CoarseClock.GetUtcTicks();
            if (current.IsFresh(now) && current.LastsFor(request.MinimumLifetime, now)) return new ValueTask<AccessToken>(current.Token);
        }

        return new ValueTask<AccessToken>(entry.GetAsync(source, request, cancellationToken));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private AccessTokenCacheEntry Find(TokenKey key)
    {
        var entry = entries.Get(key);
        _hot = entry;
        return entry;
    }
}
