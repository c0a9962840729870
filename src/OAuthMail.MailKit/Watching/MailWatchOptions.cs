using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>Options for watching a folder over IMAP.</summary>
public sealed class MailWatchOptions
{
    /// <summary>The items that a position requires. They are always fetched.</summary>
    internal const MessageSummaryItems MinimumItems =
        MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope | MessageSummaryItems.InternalDate;

    /// <summary>Gets or sets the folder, with the name that the server uses.</summary>
    /// <value>The default is <c>INBOX</c>.</value>
    public string Folder { get; set; } = "INBOX";

    /// <summary>
    /// Gets or sets the position at which the watch begins: the <see cref="MailArrival.Position"/> of the last processed message, the
    /// result of <see cref="IMailWatcher.GetPositionAsync(MailAccount, string, CancellationToken)"/>, or
    /// <see cref="MailboxPosition.Beginning"/>.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: only messages that arrive after the watch has opened the folder for the first time are
    /// delivered.
    /// </value>
    public MailboxPosition? From { get; set; }

    /// <summary>
    /// Gets or sets the items to fetch for <see cref="MailArrival.Summary"/>. UID, envelope and arrival date are always fetched.
    /// </summary>
    /// <value>The default is UID, envelope, flags, arrival date and size.</value>
    public MessageSummaryItems Items { get; set; } = MinimumItems | MessageSummaryItems.Flags | MessageSummaryItems.Size;

    /// <summary>
    /// Gets or sets the time between two checks if the server doesn't support IDLE. If it is longer than <see cref="IdleLimit"/>, the
    /// connection is closed in between.
    /// </summary>
    /// <value>The default is 1 minute. Must be greater than zero and at most 1 day.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets or sets the time after which IDLE is ended, the folder is checked, and IDLE is started again. It must be below the limit of the
    /// server (29 minutes by RFC 2177 section 3; some servers disconnect after 10), and below the time after which firewalls and address
    /// translation drop idle connections. It is also the maximum time until the watch detects that the network is down, or that the server
    /// didn't report a message.
    /// </summary>
    /// <value>The default is 9 minutes. Must be greater than zero and at most 29 minutes.</value>
    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromMinutes(9);

    /// <summary>
    /// Gets or sets a value that indicates whether all messages in the folder are delivered again when its UIDVALIDITY changes, without a
    /// search for the last delivered message (<see cref="MailArrival.IsResynchronized"/>). This includes the one message that the search
    /// misses: one that was moved into the folder after the last delivered message, has an older arrival date, and has a lower UID.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RedeliverWhenRenumbered { get; set; }

    /// <summary>Gets or sets the options for retries after transient failures.</summary>
    /// <value>The default retries without a limit, with delays from 1 second to 5 minutes.</value>
    public WatchRetryOptions Retry { get; set; } = new();

    internal void Validate()
    {
        var errors = new OptionErrors();
        if (string.IsNullOrWhiteSpace(Folder)) errors.AddMissing(nameof(Folder), "Set the name of a folder, such as INBOX.");
        errors.CheckTimeout(nameof(PollInterval), PollInterval, TimeSpan.FromDays(1));
        errors.CheckTimeout(nameof(IdleLimit), IdleLimit, TimeSpan.FromMinutes(29));
        errors.CheckNotNull(nameof(Retry), Retry);
        Retry?.AddErrors(errors.At(nameof(Retry)));
        errors.ThrowIfAny("the watch");
    }
}
