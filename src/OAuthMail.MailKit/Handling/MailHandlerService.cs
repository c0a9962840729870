using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail.MailKit.Handling;

/// <summary>
/// Runs the handler of one mailbox as long as the application runs and the account exists. When the account changes, the handler
/// starts again with its new settings. After an error, such as a required sign-in, it starts again after a pause.
/// </summary>
internal sealed class MailHandlerService : IHostedService, IDisposable
{
    private static readonly Backoff Pauses =
        Backoff.Exponential(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2)).WithJitter(0.8, 1.2);

    private readonly HandlerRegistration _registration;
    private readonly IMailAccounts _accounts;
    private readonly IMailWatcher _watcher;
    private readonly ITokenStore _store;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly bool _hasSources;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly object _gate = new();
    private CancellationTokenSource _changed = new();
    private Task _running = Task.CompletedTask;

    public MailHandlerService(HandlerRegistration registration, IServiceProvider services)
    {
        _registration = registration;
        _accounts = services.GetRequiredService<IMailAccounts>();
        _watcher = services.GetRequiredService<IMailWatcher>();
        _store = services.GetRequiredService<ITokenStore>();
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _clock = services.GetRequiredService<TimeProvider>();
        _logger = SafeLogger.Create(services.GetService<ILoggerFactory>(), HandlerLog.Category);
        _hasSources = services.GetServices<IMailAccountSource>().Any();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A misspelt name is an error at start, unless the account may appear later.
        if (!_hasSources)
        {
            var account = _accounts.Get(_registration.Account);
            var protocol = _registration.ProtocolOf(account);
            if (account.GetEndpoint(protocol) is null)
            {
                throw new MailConfigurationException(
                    $"the account '{account.Name}'",
                    [new OptionError(
                        protocol.ToString(), "Required. The account has a mail handler, and neither an IMAP nor a POP3 server.")]);
            }
        }

        _accounts.Changed += OnChanged;
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _accounts.Changed -= OnChanged;
        await _stopping.CancelAsync().ConfigureAwait(false);

        // The message in progress is completed, unless the application does not wait any longer.
        using (cancellationToken.Register(static aborting => ((CancellationTokenSource)aborting!).Cancel(), _aborting))
        {
            await Task.WhenAny(_running, WhenCanceledAsync(cancellationToken)).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _accounts.Changed -= OnChanged;
        _stopping.Cancel();
        _aborting.Cancel();
    }

    private static async Task WhenCanceledAsync(CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => canceled.TrySetResult(true))) await canceled.Task.ConfigureAwait(false);
    }

    private void OnChanged(object? sender, MailAccountsChangedEventArgs changes)
    {
        if (!changes.Added.Concat(changes.Removed).Any(account => IsSame(account.Name))) return;
        CancellationTokenSource before;
        lock (_gate) (before, _changed) = (_changed, new CancellationTokenSource());
        before.Cancel();
    }

    private bool IsSame(string name) => string.Equals(name, _registration.Account, StringComparison.OrdinalIgnoreCase);

    private async Task RunAsync()
    {
        for (var failures = 1; !_stopping.IsCancellationRequested;)
        {
            CancellationToken changed;
            lock (_gate) changed = _changed.Token;
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, changed);
            try
            {
                if (_accounts.All.FirstOrDefault(account => IsSame(account.Name)) is not { } account)
                {
                    HandlerLog.NoAccount(_logger, _registration.Account);
                    await _clock.Delay(Timeout.InfiniteTimeSpan, ending.Token).ConfigureAwait(false);
                    continue;
                }

                var attempt = new HandlerAttempt(_registration, _scopes, _clock);
                var worker = new HandlerWorker(_registration, account, _watcher, _store, attempt, _clock, _logger);
                await worker.RunAsync(ending.Token, _aborting.Token).ConfigureAwait(false);
                failures = 1;
            }
            catch (Exception) when (ending.IsCancellationRequested)
            {
                failures = 1;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                var pause = Pauses.Delay(failures++);
                var reason = failure is OAuthMailException known ? known.Message : $"{failure.GetType().Name}.";
                HandlerLog.Interrupted(_logger, _registration.Account, reason, pause);
                await _clock.TryDelayAsync(pause, ending.Token).ConfigureAwait(false);
            }
        }
    }
}
