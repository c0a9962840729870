using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>All tokens of one <see cref="MailTokens"/>, an entry a key, and what the entries share.</summary>
internal sealed class AccessTokenCache(
    ITokenStore store, TimeProvider clock, TokenLifecycleOptions options, ILogger logger, TokenMetrics metrics) : IDisposable
{
    private readonly ConcurrentDictionary<TokenKey, AccessTokenCacheEntry> _entries = new();
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _disposed = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly object _exchanging = new();
    private int _exchanges;

    public ITokenStore Store { get; } = store;

    public TimeProvider Clock { get; } = clock;

    /// <summary>The same clock for whoever asks with every login.</summary>
    public CoarseClock CoarseClock { get; } = new(clock);

    public TokenLifecycleOptions Options { get; } = options;

    public ILogger Logger { get; } = logger;

    public TokenMetrics Metrics { get; } = metrics;

    /// <summary>Ends the renewals that run when the owner is disposed.</summary>
    public CancellationToken Disposed => _disposed.Token;

    /// <summary>Ends, a moment later, those that are exchanging what exists once.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>
    /// Begins to exchange something that exists once: until the result is disposed of, the owner's end waits, within reason.
    /// </summary>
    /// <exception cref="OperationCanceledException">The owner has ended.</exception>
    public IDisposable BeginExchange()
    {
        // Counted first and looked at then, so that the end either waits for it or is seen.
        lock (_exchanging) _exchanges++;
        if (!Disposed.IsCancellationRequested) return new Exchange(this);
        EndExchange();
        throw new OperationCanceledException(Disposed);
    }

    public AccessTokenCacheEntry Get(TokenKey key) =>
        _entries.TryGetValue(key, out var entry) ? entry : _entries.GetOrAdd(key, new AccessTokenCacheEntry(key, this));

    public void Dispose()
    {
        _disposed.Cancel();
        foreach (var entry in _entries.Values) entry.Forget();
        WaitForExchanges();
        _ended.Cancel();
        // The sources stay undisposed: renewals that end later still look at their tokens, and they hold no timer.
    }

    /// <summary>By the system's clock: the end of a program waits for no other.</summary>
    private void WaitForExchanges()
    {
        var begun = Stopwatch.StartNew();
        lock (_exchanging)
        {
            while (_exchanges > 0 && Grace - begun.Elapsed is var left && left > TimeSpan.Zero) Monitor.Wait(_exchanging, left);
        }
    }

    private void EndExchange()
    {
        lock (_exchanging)
        {
            _exchanges--;
            Monitor.PulseAll(_exchanging);
        }
    }

    private sealed class Exchange(AccessTokenCache owner) : IDisposable
    {
        public void Dispose() => owner.EndExchange();
    }
}
