namespace OAuthMail.EntityFrameworkCore;

/// <summary>Options for the outbox and its sender.</summary>
public sealed class MailOutboxOptions
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestClaim = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestClaim = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(3650);

    /// <summary>
    /// Gets or sets a value that indicates whether this process sends messages. Set it to <see langword="false"/> in processes that only
    /// add messages, such as a web application beside a worker.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool SendsMessages { get; set; } = true;

    /// <summary>
    /// Gets or sets how often the database is searched for messages that other processes have added, or that are due again. Messages that
    /// this process has added are sent at once.
    /// </summary>
    /// <value>The default is 5 seconds. Must be between 0.1 seconds and 1 hour.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gets or sets the maximum number of messages that this process sends at the same time. An account uses half of it at most, and the
    /// last quarter is for accounts that have few messages in progress, so that slow mailboxes do not stop the others. The limits of the
    /// mailboxes themselves are those of the sender.
    /// </summary>
    /// <value>The default is 128. Must be between 1 and 1,000.</value>
    public int MaxConcurrentMessages { get; set; } = 128;

    /// <summary>
    /// Gets or sets after which time the claims of a process expire that has ended, or that has no connection to the database. A running
    /// process extends its claims three times as often.
    /// </summary>
    /// <value>The default is 1 minute. Must be between 3 seconds and 1 hour, in whole seconds.</value>
    public TimeSpan ClaimDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets or sets how long a message is tried again if it fails temporarily or because of its account, such as an expired secret. The
    /// first retry follows after a minute, each next one after twice the time, and at least every 15 minutes.
    /// </summary>
    /// <value>The default is 2 days. Must be between zero and 3,650 days. Zero means that there is one attempt.</value>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromDays(2);

    /// <summary>Gets or sets the maximum size of a message in octets of MIME.</summary>
    /// <value>The default is 35 MB (36,700,160 octets), the limit of Exchange Online. Must be between 1 and 1 GB.</value>
    public int MaxMessageSize { get; set; } = 35 * 1024 * 1024;

    /// <summary>Gets or sets a value that indicates whether the content of a message is kept after it was sent or canceled.</summary>
    /// <value>The default is <see langword="false"/>: the content is deleted at once, and the row remains.</value>
    public bool KeepContent { get; set; }

    /// <summary>Gets or sets after which time the rows of sent and canceled messages are deleted.</summary>
    /// <value>
    /// The default is 7 days. Must be between zero and 3,650 days. <see langword="null"/> means that they are never deleted.
    /// </value>
    public TimeSpan? KeepSent { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Gets or sets after which time the rows of failed messages, and of those whose outcome is unknown, are deleted.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: they are never deleted, because they need a decision. Must be between zero and 3,650 days.
    /// </value>
    public TimeSpan? KeepFailed { get; set; }

    internal MailOutboxOptions Copy()
    {
        var errors = new List<OptionError>();
        Check(nameof(PollInterval), PollInterval, ShortestPoll, LongestPoll);
        Check(nameof(ClaimDuration), ClaimDuration, ShortestClaim, LongestClaim);
        if (ClaimDuration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            errors.Add(new OptionError(nameof(ClaimDuration), $"'{ClaimDuration}' isn't valid. Must be in whole seconds."));
        }
        Check(nameof(RetryFor), RetryFor, TimeSpan.Zero, LongestTime);
        Check(nameof(KeepSent), KeepSent ?? TimeSpan.Zero, TimeSpan.Zero, LongestTime);
        Check(nameof(KeepFailed), KeepFailed ?? TimeSpan.Zero, TimeSpan.Zero, LongestTime);
        Check(nameof(MaxConcurrentMessages), MaxConcurrentMessages, 1, 1000);
        Check(nameof(MaxMessageSize), MaxMessageSize, 1, 1024 * 1024 * 1024);
        if (errors.Count > 0) throw new MailConfigurationException("the outbox", errors);
        return (MailOutboxOptions)MemberwiseClone();

        void Check<T>(string name, T value, T minimum, T maximum)
            where T : IComparable<T>
        {
            if (value.CompareTo(minimum) >= 0 && value.CompareTo(maximum) <= 0) return;
            errors.Add(new OptionError(
                name, FormattableString.Invariant($"'{value}' isn't valid. Must be between {minimum} and {maximum}.")));
        }
    }
}
