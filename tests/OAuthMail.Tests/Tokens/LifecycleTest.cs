using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Tokens;

/// <summary>The base class of tests that use one token, one source, and a manual clock.</summary>
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

    /// <summary>Opens a separate cache for the same store, as another process would.</summary>
    private protected MailTokens OpenTokens(ITokenStore? store = null, Action<TokenLifecycleOptions>? configure = null)
    {
        var options = new MailTokensOptions { Store = store ?? Store, TimeProvider = Clock, LoggerFactory = _log };
        configure?.Invoke(options.Lifecycle);
        var tokens = new MailTokens(options);
        _owned.Add(tokens);
        return tokens;
    }

    private protected void Pass(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Waits for another thread without advancing the clock.</summary>
    private protected static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private protected async Task RenewedAsync(AccessToken before)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await GetAsync()).Value == before.Value)
        {
            timeout.Token.ThrowIfCancellationRequested();
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
