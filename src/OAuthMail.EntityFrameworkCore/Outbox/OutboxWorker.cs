using Microsoft.Extensions.Logging;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>What the deliveries of one process share.</summary>
internal sealed class OutboxWorker
{
    /// <summary>Within this time, outcomes of messages are recorded by one statement.</summary>
    private static readonly TimeSpan RecordPause = TimeSpan.FromMilliseconds(5);

    private readonly Lock _sync = new();
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);
    private volatile bool _marksEarly;
    private int _hasReported;
    private long _failedAt;

    public OutboxWorker(
        OutboxTable table, OutboxLoad load, OutboxSignal signal, MailOutboxOptions options, IMailSender sender, TimeProvider clock,
        ILogger logger)
    {
        Signal = signal;
        Table = table;
        Load = load;
        Options = options;
        Sender = sender;
        Clock = clock;
        Logger = logger;
        Begun = new JoinedCalls<BegunMail>(table.BeginTransferAsync, clock);
        _marksEarly = sender is not MailSender;
        Sent = new JoinedCalls<SentMail>(table.RecordSentAsync, clock, RecordPause);
    }

    public OutboxTable Table { get; }

    public OutboxLoad Load { get; }

    public OutboxSignal Signal { get; }

    public MailOutboxOptions Options { get; }

    public IMailSender Sender { get; }

    public TimeProvider Clock { get; }

    public ILogger Logger { get; }

    /// <summary>Gets the calls that record that a transfer begins. They return whether the message still belongs to this process.</summary>
    public JoinedCalls<BegunMail> Begun { get; }

    /// <summary>
    /// Gets the calls that record that a server has accepted a message. They return whether the message belonged to this process.
    /// </summary>
    public JoinedCalls<SentMail> Sent { get; }

    /// <summary>
    /// Gets a value that indicates whether transfers are recorded before the messages are passed to the sender. A sender of the application
    /// may not call <see cref="MailSendOptions.BeforeTransfer"/>; this is known when it has sent the first message.
    /// </summary>
    public bool MarksEarly => _marksEarly;

    /// <summary>Reports that the sender has sent a message without calling <see cref="MailSendOptions.BeforeTransfer"/>.</summary>
    public void ReportSilentSender()
    {
        _marksEarly = true;
        if (Interlocked.Exchange(ref _hasReported, 1) == 0) OutboxLog.SilentSender(Logger, Sender.GetType().FullName ?? "");
    }

    /// <summary>Reports that the sender calls <see cref="MailSendOptions.BeforeTransfer"/>.</summary>
    public void ReportCall()
    {
        if (_marksEarly && Volatile.Read(ref _hasReported) == 0) _marksEarly = false;
    }

    /// <summary>Logs that an operation has failed, once until it succeeds.</summary>
    /// <param name="operation">The operation, for the log.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="isOutage">Whether other processes may have been unable to extend their claims, too.</param>
    public void ReportFailure(string operation, Exception failure, bool isOutage = false)
    {
        lock (_sync)
        {
            if (isOutage) _failedAt = Clock.GetTimestamp();
            if (!_failing.Add(operation)) return;
        }

        if (failure is OAuthMailException known) OutboxLog.DatabaseFailed(Logger, operation, known.Code, known.Detail);
        else OutboxLog.DatabaseFailed(Logger, operation, failure.GetType().Name, "An unexpected failure.");
    }

    /// <summary>Logs that an operation succeeds again, if it had failed.</summary>
    public void ReportSuccess(string operation)
    {
        lock (_sync)
        {
            if (_failing.Count == 0 || !_failing.Remove(operation)) return;
        }

        OutboxLog.DatabaseRecovered(Logger, operation);
    }

    /// <summary>
    /// Returns whether other processes have had time to extend their claims since the last outage of the database.
    /// </summary>
    public bool HasBeenAvailableFor(TimeSpan time)
    {
        lock (_sync) return _failedAt == 0 || Clock.GetElapsedTime(_failedAt) >= time;
    }
}
