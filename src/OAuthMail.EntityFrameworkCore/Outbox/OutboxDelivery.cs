using MimeKit;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Outbox;

// The outcome decides what is recorded. The rows are evaluated from top to bottom.
//
//  what happened                                                     | recorded as
//  ------------------------------------------------------------------+-----------------------------------------------------------
//  a server accepted the message                                     | Sent
//  the message no longer belongs to this process                     | nothing; it was not sent
//  the transfer could not be recorded, or the application stops      | Waiting, without an attempt; it was not sent
//  MailDeliveryUnknownException                                      | Unknown
//  the server rejected the message itself, permanently               | Failed
//  any other failure of the library: the account or the server       | Waiting, until its time is over; then Failed
//  the message cannot be parsed, or lacks a recipient                | Failed
//  an exception that a sender must not throw, before the transfer    | Waiting, until its time is over; then Failed
//  an exception that a sender must not throw, after it has begun     | Unknown

/// <summary>Sends one message, and records the outcome.</summary>
internal sealed class OutboxDelivery : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaximumPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MaximumRequestedDelay = TimeSpan.FromHours(12);

    private const int MaximumFailureLength = 2000;

    private readonly ClaimedMail _mail;
    private readonly OutboxWorker _worker;
    private readonly CancellationTokenSource _canceling = new();
    private volatile bool _hasBegun;
    private volatile bool _isStopping;
    private Exception? _markFailure;
    private Task<bool>? _mark;

    public OutboxDelivery(ClaimedMail mail, OutboxWorker worker)
    {
        _mail = mail;
        _worker = worker;
    }

    /// <summary>Gets the message.</summary>
    public ClaimedMail Mail => _mail;

    /// <summary>Gets a value that indicates whether it is or will be recorded that the message may have been sent.</summary>
    public bool IsMarked => _mark is not null;

    /// <summary>Gets a value that indicates whether the transfer may have begun.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>Adds the message to the next statement that records that messages may have been sent from now on, once.</summary>
    /// <returns>Whether the message still belongs to this process.</returns>
    public Task<bool> MarkAsync()
    {
        lock (_canceling) return _mark ??= _worker.Begun.Add(new BegunMail(_mail.Id));
    }

    /// <summary>Cancels the send if the transfer has not begun.</summary>
    public void Stop()
    {
        _isStopping = true;
        if (!_hasBegun) Abort();
    }

    /// <summary>Cancels the send. If the complete message was transferred, its outcome is unknown.</summary>
    public void Abort()
    {
        try
        {
            _canceling.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The delivery has ended.
        }
    }

    public void Dispose() => _canceling.Dispose();

    /// <summary>Sends the message and records the outcome. It doesn't fail.</summary>
    /// <param name="ending">Is canceled when the outcome can no longer be recorded.</param>
    public async Task RunAsync(CancellationToken ending)
    {
        var outcome = await SendAsync().ConfigureAwait(false);
        if (outcome is null)
        {
            OutboxLog.ClaimLost(_worker.Logger, _mail.MessageId, _mail.Account, _mail.Id);
            return;
        }

        for (var pause = FirstPause; ; pause = pause * 2 < MaximumPause ? pause * 2 : MaximumPause)
        {
            try
            {
                await RecordAsync(outcome).ConfigureAwait(false);
                return;
            }
            catch (OAuthMailException failure)
            {
                _worker.ReportFailure(failure);
            }

            try
            {
                await Task.Delay(pause, _worker.Clock, ending).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                OutboxLog.NotRecorded(_worker.Logger, _mail.MessageId, _mail.Account, outcome.State.ToString(), _mail.Id);
                return;
            }
        }
    }

    /// <returns>The outcome, or <see langword="null"/> if the message no longer belongs to this process.</returns>
    private async Task<Outcome?> SendAsync()
    {
        try
        {
            using var content = new MemoryStream(_mail.Content ?? []);
            using var message = await MimeMessage.LoadAsync(content, _canceling.Token).ConfigureAwait(false);
            _worker.Load.Enqueue(this);
            var result = await _worker.Sender.SendAsync(_mail.Account, message, CreateOptions(), _canceling.Token).ConfigureAwait(false);
            return new Outcome(MailOutboxState.Sent, null, "") { SentBy = result.Account, Reply = result.ServerReply };
        }
        catch (ClaimLostException)
        {
            return null;
        }
        catch (MailDeliveryUnknownException failure)
        {
            return new Outcome(MailOutboxState.Unknown, failure.Code, failure.Message);
        }
        catch (Exception failure) when (failure == _markFailure
            || (failure is OperationCanceledException or ObjectDisposedException && _isStopping))
        {
            return new Outcome(MailOutboxState.Claimed, null, "");
        }
        catch (MailServerException failure) when (failure.ConcernsMessage && failure.Problem.Kind != ProblemKind.Transient)
        {
            return new Outcome(MailOutboxState.Failed, failure.Code, failure.Message);
        }
        catch (OAuthMailException failure)
        {
            var requested = (failure as MailServerException)?.RetryAfter ?? (failure as TokenRequestException)?.RetryAfter;
            return new Outcome(MailOutboxState.Waiting, failure.Code, failure.Message) { RequestedDelay = requested };
        }
        catch (ObjectDisposedException)
        {
            return new Outcome(MailOutboxState.Waiting, null, "The sender was disposed.");
        }
        catch (Exception failure) when (!_hasBegun && failure is FormatException or ArgumentException or InvalidOperationException)
        {
            return new Outcome(MailOutboxState.Failed, null, $"{failure.GetType().Name}: {failure.Message}");
        }
        catch (Exception failure)
        {
            // Another library's text may contain anything.
            var text = $"The sender failed with {failure.GetType().Name}.";
            return _hasBegun
                ? new Outcome(MailOutboxState.Unknown, Problems.DeliveryUnknown.Code, text)
                : new Outcome(MailOutboxState.Waiting, null, text);
        }
    }

    private MailSendOptions CreateOptions()
    {
        var options = new MailSendOptions
        {
            Sender = _mail.Sender is null ? null : new MailboxAddress("", _mail.Sender),
            BeforeTransfer = BeginTransferAsync,
        };
        foreach (var recipient in _mail.Recipients?.Split('\n') ?? []) options.Recipients.Add(new MailboxAddress("", recipient));
        return options;
    }

    private async Task BeginTransferAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isStopping) throw new OperationCanceledException("The application stops.");
        if (_hasBegun) return;
        try
        {
            var mark = MarkAsync();
            foreach (var delivery in _worker.Load.GetNext(this)) _ = delivery.MarkAsync();
            _worker.Begun.Start();
            if (!await mark.ConfigureAwait(false)) throw new ClaimLostException();
        }
        catch (OAuthMailException failure)
        {
            _worker.ReportFailure(failure);
            _markFailure = failure;
            throw;
        }

        _hasBegun = true;
    }

    private async Task RecordAsync(Outcome outcome)
    {
        var (table, owner, logger) = (_worker.Table, _worker.Owner, _worker.Logger);
        var (id, messageId, account, problem) = (_mail.Id, _mail.MessageId, _mail.Account, outcome.Problem ?? "message-invalid");
        var failure = outcome.Failure.Length <= MaximumFailureLength ? outcome.Failure : outcome.Failure[..MaximumFailureLength];
        var isMine = true;
        switch (outcome.State)
        {
            case MailOutboxState.Sent:
                isMine = await _worker.Sent.RunAsync(new SentMail(id, outcome.SentBy, outcome.Reply)).ConfigureAwait(false);
                if (isMine) OutboxLog.Sent(logger, messageId, account, id);
                break;
            case MailOutboxState.Unknown:
                isMine = await table.RecordUnknownAsync(id, owner, problem, failure, CancellationToken.None).ConfigureAwait(false);
                if (isMine) OutboxLog.Unknown(logger, messageId, account, id);
                break;
            case MailOutboxState.Failed:
                isMine = await table.FailAsync(id, owner, outcome.Problem, failure, CancellationToken.None).ConfigureAwait(false);
                if (isMine) OutboxLog.Failed(logger, messageId, account, problem, id);
                break;
            case MailOutboxState.Waiting:
                var delay = GetDelay(outcome.RequestedDelay);
                var state = await table.RetryAsync(id, owner, outcome.Problem, failure, delay, CancellationToken.None)
                    .ConfigureAwait(false);
                isMine = state is not null;
                if (state == MailOutboxState.Failed) OutboxLog.Failed(logger, messageId, account, problem, id);
                else if (isMine) OutboxLog.Retrying(logger, messageId, account, problem, delay, id);
                break;
            default:
                isMine = await table.ReleaseAsync(id, owner, CancellationToken.None).ConfigureAwait(false);
                break;
        }

        if (!isMine) OutboxLog.ClaimLost(logger, messageId, account, id);
    }

    private TimeSpan GetDelay(TimeSpan? requested)
    {
        var usual = FirstDelay * Math.Pow(2, Math.Min(_mail.Attempts, 10));
        if (usual > MaximumDelay) usual = MaximumDelay;

        // The jitter keeps messages that failed together from being sent again together.
        usual *= 0.9 + (0.2 * Random.Shared.NextDouble());
        if (requested is null || requested <= usual) return usual;
        return requested < MaximumRequestedDelay ? requested.Value : MaximumRequestedDelay;
    }

    private sealed record Outcome(MailOutboxState State, string? Problem, string Failure)
    {
        public string SentBy { get; init; } = "";

        public string Reply { get; init; } = "";

        public TimeSpan? RequestedDelay { get; init; }
    }
}
