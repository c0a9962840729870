using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Tokens;

/// <summary>One token, its source and its clock.</summary>
public abstract class LifecycleTest : IDisposable
{
    private readonly List<MailTokens> _owned = [];
    private readonly RecordedLog _log = new();

    private protected LifecycleTest()
    {
        Source = new ScriptedSource(Clock);
        Store = new HookedStore(Clock);
        Tokens = OpenTokens();
        Provider = Tokens.From(Source);
    }

    private protected ManualTimeProvider Clock { get; } = new();

    private protected ScriptedSource Source { get; }

    private protected HookedStore Store { get; }

    private protected MailTokens Tokens { get; }

    private protected IAccessTokenProvider Provider { get; }

    private protected IReadOnlyCollection<string> Log => _log.Lines;

    private protected TokenKey Key => Source.GetKey(default);

    public void Dispose()
    {
        foreach (var tokens in _owned) tokens.Dispose();
        Source.Dispose();
        _log.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<AccessToken> GetAsync(AccessTokenRequest request = default, CancellationToken cancellationToken = default) =>
        Provider.GetAccessTokenAsync(request, cancellationToken).AsTask();

    /// <summary>What another process would have: a lifecycle of its own over the same store.</summary>
    private protected MailTokens OpenTokens(ITokenStore? store = null, Action<TokenLifecycleOptions>? configure = null)
    {
        var options = new MailTokensOptions { Store = store ?? Store, TimeProvider = Clock, LoggerFactory = _log };
        configure?.Invoke(options.Lifecycle);
        var tokens = new MailTokens(options);
        _owned.Add(tokens);
        return tokens;
    }

    private protected void Pass(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Waits, without a clock, for what another thread is about to do.</summary>
    private protected static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private protected async Task RenewedAsync(AccessToken before)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await GetAsync()).Value == before.Value)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class RecordedLog : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose() => _lines.Clear();
    }
}
