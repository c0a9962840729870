using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using OAuthMail.MailKit.Sending;

namespace OAuthMail.MailKit;

/// <summary>The sender over pools of connections. Make one for the whole program; it is safe for any number of threads.</summary>
public sealed class MailSender : IMailSender, IAsyncDisposable, IDisposable
{
    /// <summary>How long a message that is on its way may still take when the sender is disposed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IMailAccounts _accounts;
    private readonly MailSenderOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SendMetrics _metrics = new();
    private readonly SenderLifetime _lifetime = new();
    private readonly SmtpPools _pools;
    private readonly SendAttempt _attempt;
    private readonly Lazy<Task> _disposal;

    /// <summary>Makes a sender.</summary>
    /// <param name="accounts">The accounts and their tokens.</param>
    /// <param name="factory">Connects clients; its clock is the sender's.</param>
    /// <param name="options">How connections are kept and messages tried; null for the defaults. Later changes change nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="accounts"/> or <paramref name="factory"/> is null.</exception>
    /// <exception cref="MailConfigurationException">Options are out of range; all of them are named.</exception>
    public MailSender(IMailAccounts accounts, MailClientFactory factory, MailSenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(factory);
        _accounts = accounts;
        _options = options?.Clone() ?? new MailSenderOptions();
        _options.Validate();
        _clock = factory.Maker.Clock;
        _logger = _options.LoggerFactory?.CreateLogger(SendLog.Category) ?? NullLogger.Instance;
        _pools = new SmtpPools(_options, _clock, _ => _metrics.Closed());
        _attempt = new SendAttempt(factory.Maker, _options, _metrics, _logger);
        _disposal = new Lazy<Task>(DisposeOnceAsync);
    }

    /// <inheritdoc />
    public Task<MailSendResult> SendAsync(string account, MimeMessage message, CancellationToken cancellationToken = default) =>
        SendAsync(account, message, null, cancellationToken);

    /// <inheritdoc />
    public Task<MailSendResult> SendAsync(
        string account, MimeMessage message, MailSendOptions? options, CancellationToken cancellationToken = default) =>
        SendAsync(_accounts.Get(account), message, options, cancellationToken);

    /// <inheritdoc />
    public Task<MailSendResult> SendAsync(MailAccount account, MimeMessage message, CancellationToken cancellationToken = default) =>
        SendAsync(account, message, null, cancellationToken);

    /// <inheritdoc />
    public Task<MailSendResult> SendAsync(
        MailAccount account, MimeMessage message, MailSendOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(_lifetime.IsStopping, this);
        return SendAsync(SendRoute.For(account), MessageEnvelope.Create(message, options), cancellationToken);
    }

    /// <summary>
    /// Takes no more messages, gives those on their way ten seconds, and closes the connections with a goodbye. Sends that still wait for a
    /// connection or for their next attempt end with <see cref="ObjectDisposedException"/>.
    /// </summary>
    /// <returns>A task that ends when no connection is left; it does not fail. A second time is the same task.</returns>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    /// <summary>
    /// Takes no more messages, and cuts the connections at once. A message that had just gone out may have been taken, and its task
    /// says so.
    /// </summary>
    public void Dispose()
    {
        _lifetime.Dispose();
        _pools.Drop();
        _metrics.Dispose();
    }

    /// <summary>How many mailboxes have connections or something else that is remembered.</summary>
    internal int PoolCount => _pools.Count;

    private async Task<MailSendResult> SendAsync(SendRoute first, MessageEnvelope envelope, CancellationToken cancellationToken)
    {
        using var activity = SendMetrics.StartSending(first.Account.Name);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.Stopping);
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.Cutting);
        var began = _clock.GetTimestamp();
        var way = new SendWay(_accounts, _pools, _attempt, _options, _clock, _metrics, _logger, waiting.Token, working.Token);
        try
        {
            var result = await way.RunAsync(first, envelope).ConfigureAwait(false);
            _metrics.Sent(result.Account);
            SendMetrics.End(activity, result);
            return result;
        }
        catch (OperationCanceledException end) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Sending was cancelled; the message was not sent.", end, cancellationToken);
        }
        catch (OperationCanceledException) when (_lifetime.IsStopping)
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
            _metrics.Took(_clock.GetElapsedTime(began));
        }
    }

    private async Task DisposeOnceAsync()
    {
        await _lifetime.StopAsync().ConfigureAwait(false);
        var closing = _pools.CloseAsync();
        using (var patience = new CancellationTokenSource())
        {
            var first = await Task.WhenAny(closing, _clock.Delay(Patience, patience.Token)).ConfigureAwait(false);
            await patience.CancelAsync().ConfigureAwait(false);
            if (first != closing) await _lifetime.CutAsync().ConfigureAwait(false);
        }

        await closing.ConfigureAwait(false);
        Dispose();
    }
}
