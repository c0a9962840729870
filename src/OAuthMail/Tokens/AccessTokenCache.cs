using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>The tokens of one <see cref="MailTokens"/>, with one entry for each key, and the services that the entries share.</summary>
internal sealed class AccessTokenCache(
    ITokenStore store, TimeProvider clock, TokenLifecycleOptions options, ILogger logger, TokenMetrics metrics) : IDisposable
{
    private readonly ConcurrentDictionary<TokenKey, AccessTokenCacheEntry> _entries = new();
    private readonly CancellationTokenSource _disposed = new();

    public ITokenStore Store { get; } = store;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Gets the same clock for the hot path, which reads the time for every login.</summary>
    public CoarseClock CoarseClock { get; } = new(clock);

    public TokenLifecycleOptions Options { get; } = options;

    public ILogger Logger { get; } = logger;

    public TokenMetrics Metrics { get; } = metrics;

    /// <summary>Gets the requests that disposal waits for, because their responses may contain a new refresh token.</summary>
    public ExchangeTracker Exchanges { get; } = new();

    /// <summary>Gets the token that cancels running renewals when the cache is disposed.</summary>
    public CancellationToken Disposed => _disposed.Token;

    public AccessTokenCacheEntry Get(TokenKey key) =>
        _entries.TryGetValue(key, out var entry) ? entry : _entries.GetOrAdd(key, new AccessTokenCacheEntry(key, this));

    public void Dispose()
    {
        _disposed.Cancel();
        foreach (var entry in _entries.Values) entry.Forget();
        Exchanges.Dispose();

        // The source is not disposed, because renewals that complete later still use its token. It holds no timer.
    }
}
