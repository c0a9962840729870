using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>What to watch over IMAP, from where, and how.</summary>
public sealed class MailWatchOptions
{
    /// <summary>What a position needs: it is always fetched.</summary>
    internal const MessageSummaryItems MinimumItems = MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope | MessageSummaryItems.InternalDate;

    /// <summary>The folder, as the server names it.</summary>
    /// <value><c>INBOX</c> by default.</value>
    public string Folder { get; set; } = "INBOX";

    /// <summary>
    /// Where to begin: behind the message whose position this is (<see cref="MailArrival.Position"/>, or
    /// <see cref="IMailWatcher.GetPositionAsync(MailAccount, string, CancellationToken)"/>), or at
    /// <see cref="MailboxPosition.Beginning"/>.
    /// </summary>
    /// <value>Null by default: only what arrives after the watch has opened the folder for the first time.</value>
    public MailboxPosition? From { get; set; }

    /// <summary>What to fetch for <see cref="MailArrival.Summary"/>. The UID, the envelope and the date of arrival are fetched in any case.</summary>
    /// <value>UID, envelope, flags, date of arrival and size by default.</value>
    public MessageSummaryItems Items { get; set; } = MinimumItems | MessageSummaryItems.Flags | MessageSummaryItems.Size;

    /// <summary>
    /// How long to wait between two looks where the server has no IDLE. Where it is longer than <see cref="IdleLimit"/>, the connection is
    /// closed in between.
    /// </summary>
    /// <value>One minute by default; more than zero, a day at most.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long one IDLE lasts before it is ended, the folder looked through, and another begun. It must be below the server's limit (RFC 2177
    /// section 3: 29 minutes; some close after 10) and below what firewalls and address translation keep for a silent connection. It is also
    /// how long it takes at most to notice that the network is gone without a word, and that the server has not told of a message.
    /// </summary>
    /// <value>Nine minutes by default; more than zero, at most 29 minutes.</value>
    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromMinutes(9);

    /// <summary>
    /// Whether everything in the folder is delivered again when the server numbers it anew, without looking for the message that was seen
    /// last (<see cref="MailArrival.IsResynchronized"/>). It catches the one message that looking misses: moved into the folder after the last
    /// one, with an older date of arrival, and numbered before it.
    /// </summary>
    /// <value>False by default.</value>
    public bool RedeliverWhenRenumbered { get; set; }

    /// <summary>How to go on after failures that pass.</summary>
    /// <value>For ever, with pauses from one second to five minutes, by default.</value>
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
