using MimeKit;
using OAuthMail.EntityFrameworkCore.Model;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Outbox;

// The outcome decides what is recorded. The rows are evaluated from top to bottom.
//
//  what happened                                                     | recorded as
//  ------------------------------------------------------------------+-----------------------------------------------------------
//  the content cannot be parsed, or lacks a sender or recipients     | Failed
//  a server accepted the message                                     | Sent
//  the message no longer belongs to this process                     | nothing; it was not sent
//  the transfer could not be recorded, or the application stops      | Waiting, without an attempt; it was not sent
//  MailDeliveryUnknownException                                      | Unknown
//  the server rejected the message itself, permanently               | Failed
//  any other failure of the library: the account or the server       | Waiting, until its time is over; then Failed
//  an exception that a sender must not throw, before the transfer    | Waiting, until its time is over; then Failed
//  an exception that a sender must not throw, after it has begun     | Unknown

/// <summary>Sends one message, and records the outcome.</summary>
internal sealed class OutboxDelivery : IDisposable
{
    private const string Recording = "Recording an outcome";
    private const string Beginning = "Recording a transfer";

    /// <summary>After so many failures, the texts of other systems are not stored, because they may be the reason.</summary>
    private const int AttemptsWithTexts = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaximumPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MaximumRequestedDelay = TimeSpan.FromHours(12);

    private readonly ClaimedMail _mail;
    private readonly OutboxWorker _worker;
    private readonly CancellationTokenSource _canceling = new();
    private readonly Lock _sync = new();
    private volatile bool _hasBegun;
    private volatile bool _isStopping;
    private volatile bool _wasCalled;
    private Exception? _markFailure;
    private Task<bool>? _mark;
    private long _markedAt;

    public OutboxDelivery(ClaimedMail mail, OutboxWorker worker)
    {
        _mail = mail;
        _worker = worker;
    }

    /// <summary>Gets the message.</summary>
    public ClaimedMail Mail => _mail;

    /// <summary>Gets a value that indicates whether it is or will be recorded that the message may have been sent.</summary>
    public bool IsMarked => Volatile.Read(ref _mark) is not null;

    /// <summary>Gets a value that indicates whether the transfer may have begun.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>Adds the message to the next statement that records that messages may have been sent from now on.</summary>
    /// <param name="again">Whether to add it although it was added before.</param>
    /// <returns>Whether the message still belongs to this process.</returns>
    public Task<bool> MarkAsync(bool again = false)
    {
        lock (_sync)
        {
            if (_mark is null || again)
            {
                _markedAt = _worker.Clock.GetTimestamp();
                Volatile.Write(ref _mark, _worker.Begun.Add(new BegunMail(_mail.Id, _mail.Claim)));
            }

            return _mark!;
        }
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
        catch (Exception failure) when (failure is ObjectDisposedException or AggregateException)
        {
            // The delivery has ended, or a callback of another library has failed.
        }
    }

    public void Dispose() => _canceling.Dispose();

    /// <summary>Sends the message and records the outcome. It doesn't fail.</summary>
    /// <param name="ending">Is canceled when the outcome can no longer be recorded.</param>
    public async Task RunAsync(CancellationToken ending)
    {
        var outcome = await SendAsync().ConfigureAwait(false);
        if (_worker.Load.EndSending(this)) _worker.Signal.Set();
        if (outcome is null)
        {
            OutboxLog.ClaimLost(_worker.Logger, _mail.MessageId, _mail.Account, _mail.Id);
            return;
        }

        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RecordAsync(attempt <= AttemptsWithTexts ? outcome : outcome.WithoutTexts()).ConfigureAwait(false);
                _worker.ReportSuccess(Recording);
                return;
            }
            catch (Exception failure)
            {
                _worker.ReportFailure(Recording, failure);
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

            pause = pause * 2 < MaximumPause ? pause * 2 : MaximumPause;
        }
    }

    /// <returns>The outcome, or <see langword="null"/> if the message no longer belongs to this process.</returns>
    private async Task<Outcome?> SendAsync()
    {
        using var content = new MemoryStream(_mail.Content ?? []);
        MimeMessage message;
        MailSendOptions options;
        try
        {
            message = await MimeMessage.LoadAsync(content, CancellationToken.None).ConfigureAwait(false);
            options = CreateOptions();
            options.Validate(message);
        }
        catch (Exception failure)
        {
            return new Outcome(
                MailOutboxState.Failed, Problems.StoredMessageInvalid.Code, $"{failure.GetType().Name}: {failure.Message}");
        }

        using (message) return await SendAsync(message, options).ConfigureAwait(false);
    }

    private async Task<Outcome?> SendAsync(MimeMessage message, MailSendOptions options)
    {
        try
        {
            _worker.Load.Enqueue(this);
            if (_worker.MarksEarly) await BeginTransferAsync(_canceling.Token).ConfigureAwait(false);
            var result = await _worker.Sender.SendAsync(_mail.Account, message, options, _canceling.Token).ConfigureAwait(false);
            if (!_wasCalled) _worker.ReportSilentSender();
            return new Outcome(MailOutboxState.Sent, null, "") { SentBy = result.Account, Reply = result.ServerReply };
        }
        catch (ClaimLostException)
        {
            // If the transfer had begun, the previous attempts have certainly failed.
            return _hasBegun ? Outcome.NotSent : null;
        }
        catch (MailDeliveryUnknownException failure)
        {
            return new Outcome(MailOutboxState.Unknown, failure.Code, failure.Message);
        }
        catch (Exception failure) when (failure == _markFailure || (failure is OperationCanceledException && _isStopping)
            || (failure is ObjectDisposedException && _isStopping && !_hasBegun))
        {
            return Outcome.NotSent;
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
            BeforeTransfer = cancellationToken =>
            {
                _wasCalled = true;
                _worker.ReportCall();
                return BeginTransferAsync(cancellationToken);
            },
        };
        foreach (var recipient in _mail.Recipients?.Split('\n') ?? []) options.Recipients.Add(new MailboxAddress("", recipient));
        return options;
    }

    /// <summary>
    /// Records that the message may have been sent from now on. What was recorded in advance or for an earlier attempt counts only for a
    /// part of the claim's duration, because this process may have been suspended since.
    /// </summary>
    private async Task BeginTransferAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isStopping) throw new OperationCanceledException("The application stops.");
        try
        {
            var isOld = IsMarked && _worker.Clock.GetElapsedTime(_markedAt) > _worker.Options.ClaimDuration / 3;
            var mark = MarkAsync(again: isOld);
            foreach (var delivery in _worker.Load.GetNext(this)) _ = delivery.MarkAsync();
            _worker.Begun.Start();
            if (!await mark.ConfigureAwait(false)) throw new ClaimLostException();
        }
        catch (Exception failure) when (failure is not ClaimLostException)
        {
            _markFailure = failure;
            _worker.ReportFailure(Beginning, failure);
            throw;
        }

        _hasBegun = true;
        _worker.ReportSuccess(Beginning);
    }

    private async Task RecordAsync(Outcome outcome)
    {
        var (table, logger) = (_worker.Table, _worker.Logger);
        var (id, messageId, account, problem) = (_mail.Id, _mail.MessageId, _mail.Account, outcome.Problem ?? "unexpected");
        var failure = StoredText.Clean(outcome.Failure, MailOutboxRowConfiguration.MaximumFailureLength);
        var isMine = true;
        switch (outcome.State)
        {
            case MailOutboxState.Sent:
                isMine = await _worker.Sent.RunAsync(new SentMail(id, _mail.Claim, outcome.SentBy, outcome.Reply)).ConfigureAwait(false);
                if (isMine) OutboxLog.Sent(logger, messageId, account, id);
                break;
            case MailOutboxState.Unknown:
                isMine = await table.RecordUnknownAsync(_mail, problem, failure, CancellationToken.None).ConfigureAwait(false);
                if (isMine) OutboxLog.Unknown(logger, messageId, account, id);
                break;
            case MailOutboxState.Failed:
                isMine = await table.FailAsync(_mail, outcome.Problem, failure, CancellationToken.None).ConfigureAwait(false);
                if (isMine) OutboxLog.Failed(logger, messageId, account, problem, id);
                break;
            case MailOutboxState.Waiting:
                var delay = GetDelay(outcome.RequestedDelay);
                var state = await table.RetryAsync(_mail, outcome.Problem, failure, delay, CancellationToken.None).ConfigureAwait(false);
                isMine = state is not null;
                if (state == MailOutboxState.Failed) OutboxLog.Failed(logger, messageId, account, problem, id);
                else if (isMine) OutboxLog.Retrying(logger, messageId, account, problem, delay, id);
                break;
            default:
                isMine = await table.ReleaseAsync(_mail, CancellationToken.None).ConfigureAwait(false);
                break;
        }

        if (isMine) return;
        if (outcome.State is MailOutboxState.Sent or MailOutboxState.Unknown)
        {
            var what = outcome.State == MailOutboxState.Sent ? "sent" : "perhaps sent";
            OutboxLog.OutcomeRefused(logger, messageId, account, what, id);
        }
        else OutboxLog.ClaimLost(logger, messageId, account, id);
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
        /// <summary>The message was certainly not sent, and there was no attempt.</summary>
        public static readonly Outcome NotSent = new(MailOutboxState.Claimed, null, "");

        public string SentBy { get; init; } = "";

        public string Reply { get; init; } = "";

        public TimeSpan? RequestedDelay { get; init; }

        public Outcome WithoutTexts() => this with { Failure = "The text could not be stored.", Reply = "" };
    }
}
