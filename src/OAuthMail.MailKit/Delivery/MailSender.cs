using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using MimeKit;
using OAuthMail.MailKit.Connections;
using OAuthMail.MailKit.Delivery;
using OAuthMail.MailKit.Pooling;

namespace OAuthMail.MailKit;

/// <summary>
/// Sends messages over pooled connections. Create one instance for the whole program. It is safe for concurrent use.
/// </summary>
public sealed class MailSender : IMailSender, IAsyncDisposable, IDisposable
{
    /// <summary>The time that messages in progress have left when the sender is disposed.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    private readonly IMailAccounts _accounts;
    private readonly MailSenderOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SendMetrics _metrics;
    private readonly SenderShutdown _shutdown = new();
    private readonly SmtpPools _pools;
    private readonly DeliveryAttempt _attempt;
    private readonly Lazy<Task> _disposal;

    /// <summary>Creates a sender.</summary>
    /// <param name="factory">
    /// Connects and logs in clients, and knows the accounts. It can be a decorator of <see cref="MailClientFactory"/>, or a test double.
    /// </param>
    /// <param name="options">
    /// The options for connections and retries, or <see langword="null"/> for the defaults. Later changes have no effect.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <see cref="IMailClientFactory.Accounts"/> of the factory is <see langword="null"/>.
    /// </exception>
    /// <exception cref="MailConfigurationException">Options are out of range. The message lists all of them.</exception>
    public MailSender(IMailClientFactory factory, MailSenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _accounts = factory.Accounts ?? throw new ArgumentException("The factory's Accounts must not be null.", nameof(factory));
        _options = options?.Clone() ?? new MailSenderOptions();
        _options.Validate();
        _clock = _options.TimeProvider;
        _logger = SafeLogger.Create(_options.LoggerFactory, SendLog.Category);
        _metrics = new SendMetrics(_options.MeterFactory);
        _pools = new SmtpPools(_options.MaxConnections, _options.IdleTimeout, _clock, _ => _metrics.Closed());
        _attempt = new DeliveryAttempt(factory, _options, _clock, _metrics, _logger);
        _disposal = new Lazy<Task>(DisposeOnceAsync);
        _accounts.Changed += OnAccountsChanged;
    }

    /// <inheritdoc />
    public Task<MailSendResult> SendAsync(string account, MimeMessage message, CancellationToken cancellationToken = default) =>
        SendAsync(_accounts.Find(account), message, null, cancellationToken);

    /// <inheritdoc />
    public Task<MailSendResult> SendAsync(
        string account, MimeMessage message, MailSendOptions? options, CancellationToken cancellationToken = default) =>
        SendAsync(_accounts.Find(account), message, options, cancellationToken);

    /// <inheritdoc />
    public Task<MailSendResult> SendAsync(MailAccount account, MimeMessage message, CancellationToken cancellationToken = default) =>
        SendAsync(account, message, null, cancellationToken);

    /// <inheritdoc />
    public Task<MailSendResult> SendAsync(
        MailAccount account, MimeMessage message, MailSendOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(_shutdown.IsStopping, this);
        if (account.Transport == MailTransport.Graph || account.Backup?.Transport == MailTransport.Graph) _options.RequireGraph(account);
        return DeliverAsync(DeliveryRoute.For(account), MessageEnvelope.Create(message, options), cancellationToken);
    }

    /// <summary>
    /// Stops accepting messages, gives messages in progress ten seconds to complete, and closes the connections with a QUIT. Sends that
    /// wait for a connection or for their next attempt fail with <see cref="ObjectDisposedException"/>.
    /// </summary>
    /// <returns>A task that completes when all connections are closed. It doesn't fail. Further calls return the same task.</returns>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    /// <summary>
    /// Stops accepting messages and closes the connections at once. A message whose reply has not arrived may have been accepted; its task
    /// then fails with <see cref="MailDeliveryUnknownException"/>.
    /// </summary>
    public void Dispose()
    {
        _accounts.Changed -= OnAccountsChanged;
        _shutdown.Dispose();
        _pools.Abort();
        _metrics.Dispose();
    }

    /// <summary>Gets the number of mailboxes that have connections or other state.</summary>
    internal int PoolCount => _pools.Count;

    /// <summary>Closes the unused connections of accounts that were removed, or that log in differently now.</summary>
    private void OnAccountsChanged(object? sender, MailAccountsChangedEventArgs changes)
    {
        foreach (var account in changes.Removed)
        {
            _pools.CloseIdle(account);
            if (account.Backup is { } backup) _pools.CloseIdle(backup);
        }
    }

    private async Task<MailSendResult> DeliverAsync(DeliveryRoute first, MessageEnvelope envelope, CancellationToken cancellationToken)
    {
        var activity = SendMetrics.StartSending(first.Account.Name);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _shutdown.Stopping);
        using var aborting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _shutdown.Aborting);
        var start = _clock.GetTimestamp();
        var delivery = new MessageDelivery(
            _accounts, _pools, _attempt, _options, _clock, _metrics, _logger, stopping.Token, aborting.Token);
        try
        {
            var result = await delivery.RunAsync(first, envelope).ConfigureAwait(false);
            _metrics.Sent(result.Account);
            SendMetrics.End(activity, result);
            return result;
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The send was canceled. The message was not sent.", canceled, cancellationToken);
        }
        catch (OperationCanceledException) when (_shutdown.IsStopping)
        {
            throw new ObjectDisposedException(nameof(MailSender));
        }
        catch (OAuthMailException failure)
        {
            _metrics.Failed(first.Account.Name, failure.Problem);
            SendMetrics.End(activity, failure);
            if (failure is MailDeliveryUnknownException unknown) SendLog.Unknown(_logger, envelope.MessageId, first.Name, unknown.Server);
            else SendLog.Failed(_logger, envelope.MessageId, first.Name, failure.Code);
            ExceptionDispatchInfo.Capture(failure).Throw();
            throw;
        }
        finally
        {
            _metrics.Took(_clock.GetElapsedTime(start));
            SafeTelemetry.Stop(activity);
        }
    }

    private async Task DisposeOnceAsync()
    {
        await _shutdown.StopAsync().ConfigureAwait(false);
        var closing = _pools.CloseAsync();
        using (var timer = new CancellationTokenSource())
        {
            var first = await Task.WhenAny(closing, _clock.Delay(ShutdownTimeout, timer.Token)).ConfigureAwait(false);
            await timer.CancelAsync().ConfigureAwait(false);
            if (first != closing) await _shutdown.AbortAsync().ConfigureAwait(false);
        }

        await closing.ConfigureAwait(false);
        Dispose();
    }
}
