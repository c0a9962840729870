using Microsoft.Extensions.Logging;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>What the deliveries of one process share.</summary>
internal sealed class OutboxWorker
{
    private int _isUnavailable;

    /// <summary>Within this time, outcomes of messages are recorded by one statement.</summary>
    private static readonly TimeSpan RecordPause = TimeSpan.FromMilliseconds(5);

    public OutboxWorker(OutboxTable table, OutboxLoad load, IMailSender sender, TimeProvider clock, ILogger logger)
    {
        Table = table;
        Load = load;
        Sender = sender;
        Clock = clock;
        Logger = logger;
        Begun = new JoinedCalls<BegunMail>(mails => table.BeginTransferAsync(mails, Owner), clock);
        Sent = new JoinedCalls<SentMail>(mails => table.RecordSentAsync(mails, Owner), clock, RecordPause);
    }

    /// <summary>Gets the identity of this process. Each start has a new one.</summary>
    public Guid Owner { get; } = Guid.NewGuid();

    public OutboxTable Table { get; }

    public OutboxLoad Load { get; }

    public IMailSender Sender { get; }

    public TimeProvider Clock { get; }

    public ILogger Logger { get; }

    /// <summary>Gets the calls that record that a transfer begins. They return whether the message still belongs to this process.</summary>
    public JoinedCalls<BegunMail> Begun { get; }

    /// <summary>
    /// Gets the calls that record that a server has accepted a message. They return whether the message belonged to this process.
    /// </summary>
    public JoinedCalls<SentMail> Sent { get; }

    /// <summary>Logs the first failure of the database until it is available again.</summary>
    public void ReportFailure(OAuthMailException failure)
    {
        if (Interlocked.Exchange(ref _isUnavailable, 1) == 0) OutboxLog.DatabaseFailed(Logger, failure.Code, failure.Detail);
    }

    /// <summary>Logs that the database is available again, if it was not.</summary>
    public void ReportSuccess()
    {
        if (Volatile.Read(ref _isUnavailable) == 1 && Interlocked.Exchange(ref _isUnavailable, 0) == 1)
        {
            OutboxLog.DatabaseRecovered(Logger);
        }
    }
}
