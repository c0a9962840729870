using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>
/// Renews once, and stops itself with SIGSTOP at a point of the renewal. After it continues, it writes the outcome of the call and the
/// warnings in the log.
/// </summary>
internal sealed class StoppingWorker(WorkerSettings settings)
{
    public const string BeforeReservation = "before-reservation";
    public const string BeforeRequest = "before-request";
    public const string AfterRequest = "after-request";

    private bool _hasStopped;

    public async Task RunAsync()
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new WarningLog()));
        using var shared = new SharedAccount(settings, inner => new Handler(this, inner), store => new Store(this, store), loggers);
        try
        {
            await shared.Tokens.GetAccessTokenAsync(default(AccessTokenRequest).WithNewToken());
            Console.WriteLine("outcome: token");
        }
        catch (OAuthMailException failure)
        {
            Console.WriteLine($"outcome: {failure.Code}");
        }

        try
        {
            await Task.Delay(TimeSpan.FromSeconds(1.5));
            await shared.Tokens.GetAccessTokenAsync();
            Console.WriteLine("next: token");
        }
        catch (OAuthMailException failure)
        {
            Console.WriteLine($"next: {failure.Code}");
        }
    }

    private void StopAt(string point)
    {
        if (settings.StopAt != point || _hasStopped) return;
        _hasStopped = true;
        Console.WriteLine("stopping");
        Console.Out.Flush();
        using var kill = Process.Start("kill", ["-STOP", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private sealed class Handler(StoppingWorker worker, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            worker.StopAt(AfterRequest);
            return response;
        }
    }

    private sealed class Store(StoppingWorker worker, ITokenStore inner) : ITokenStore
    {
        public ValueTask<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(key, cancellationToken);

        public async ValueTask<ITokenLease> AcquireAsync(TokenKey key, CancellationToken cancellationToken = default)
        {
            var lease = await inner.AcquireAsync(key, cancellationToken);
            worker.StopAt(BeforeReservation);
            return new Lease(worker, (IReservingTokenLease)lease);
        }

        public IAsyncEnumerable<TokenStoreEntry> ListAsync(CancellationToken cancellationToken = default) =>
            inner.ListAsync(cancellationToken);
    }

    private sealed class Lease(StoppingWorker worker, IReservingTokenLease inner) : IReservingTokenLease
    {
        public TokenKey Key => inner.Key;

        public TokenStoreEntry? Current => inner.Current;

        public CancellationToken Lost => inner.Lost;

        public async ValueTask ReserveAsync(CancellationToken cancellationToken = default)
        {
            await inner.ReserveAsync(cancellationToken);
            worker.StopAt(BeforeRequest);
        }

        public ValueTask<TokenStoreEntry> WriteAsync(TokenRecord record, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(record, cancellationToken);

        public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => inner.DeleteAsync(cancellationToken);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class WarningLog : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Console.WriteLine($"log: {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }
}
