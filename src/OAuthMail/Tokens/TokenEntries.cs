using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>All tokens of one <see cref="MailTokens"/>, an entry a key, and what the entries share.</summary>
internal sealed class TokenEntries(ITokenStore store, TimeProvider clock, TokenLifecycleOptions options, ILogger logger, TokenMetrics metrics) : IDisposable
{
    private readonly ConcurrentDictionary<TokenKey, TokenEntry> _entries = new();
    private readonly CancellationTokenSource _disposed = new();

    public ITokenStore Store { get; } = store;

    public TimeProvider Clock { get; } = clock;

    public TokenLifecycleOptions Options { get; } = options;

    public ILogger Logger { get; } = logger;

    public TokenMetrics Metrics { get; } = metrics;

    /// <summary>Ends the renewals that run when the owner is disposed.</summary>
    public CancellationToken Disposed => _disposed.Token;

    public TokenEntry Get(TokenKey key) =>
        _entries.TryGetValue(key, out var entry) ? entry : _entries.GetOrAdd(key, new TokenEntry(key, this));

    public void Dispose()
    {
        _disposed.Cancel();
        foreach (var entry in _entries.Values) entry.Forget();
        // The source stays undisposed: renewals that end later still look at its token, and it holds no timer.
    }
}
