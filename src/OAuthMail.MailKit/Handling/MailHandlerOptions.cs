using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>Options of a mail handler.</summary>
public sealed class MailHandlerOptions
{
    /// <summary>Gets or sets the protocol: <see cref="MailProtocol.Imap"/> or <see cref="MailProtocol.Pop3"/>.</summary>
    /// <value>The default is <see langword="null"/>: IMAP if the account has an IMAP server; otherwise, POP3.</value>
    public MailProtocol? Protocol { get; set; }

    /// <summary>Gets or sets the folder, with the name that the server uses. POP3 has no other folder than the default.</summary>
    /// <value>The default is <c>INBOX</c>.</value>
    public string Folder { get; set; } = "INBOX";

    /// <summary>Gets or sets which messages the handler receives when it runs for the first time.</summary>
    /// <value>The default is <see cref="MailHandlerStart.NewMessages"/>.</value>
    public MailHandlerStart Start { get; set; }

    /// <summary>Gets or sets how often a message is handled before it is recorded as failed.</summary>
    /// <value>The default is 5. Must be between 1 and 100.</value>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Gets or sets the pause after the first failed attempt. It doubles with each further attempt.</summary>
    /// <value>The default is 2 seconds. Must be greater than zero and at most 1 day.</value>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets the maximum pause between two attempts.</summary>
    /// <value>The default is 1 minute. Must be greater than zero and at most 1 day.</value>
    public TimeSpan MaximumPause { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the time limit of one attempt.</summary>
    /// <value>The default is 10 minutes. Must be greater than zero and at most 1 day.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets the folder to which failed messages are moved. Only IMAP supports it, and the folder must exist.</summary>
    /// <value>The default is <see langword="null"/>: failed messages stay where they are.</value>
    public string? FailedFolder { get; set; }

    /// <summary>
    /// Gets or sets how many messages that were handled can be handled again if the process ends without notice. The position in the
    /// mailbox is stored after this number of messages at the latest, and always when no further message waits. With 1, it is stored
    /// after each message, which takes a millisecond or more.
    /// </summary>
    /// <value>The default is 250. Must be between 1 and 10,000.</value>
    public int MaxRepeats { get; set; } = 250;

    /// <summary>Gets or sets how long another process waits between two attempts to take over the mailbox.</summary>
    /// <value>The default is 10 seconds. Must be greater than zero and at most 1 day.</value>
    public TimeSpan TakeoverInterval { get; set; } = TimeSpan.FromSeconds(10);

    internal void Validate(string account)
    {
        var errors = new OptionErrors();
        var maximum = TimeSpan.FromDays(1);
        errors.CheckDefined(nameof(Protocol), Protocol, "protocol");
        if (Protocol == MailProtocol.Smtp) errors.Add(nameof(Protocol), "Must be Imap or Pop3: no messages are received over SMTP.");
        if (string.IsNullOrWhiteSpace(Folder)) errors.AddMissing(nameof(Folder), "Set the name of a folder, such as INBOX.");
        if (Protocol == MailProtocol.Pop3 && FailedFolder is not null)
        {
            errors.Add(nameof(FailedFolder), "Must not be set: POP3 has no folders.");
        }

        errors.CheckDefined<MailHandlerStart>(nameof(Start), Start, "start");
        errors.CheckRange(nameof(MaxAttempts), MaxAttempts, 1, 100);
        errors.CheckRange(nameof(MaxRepeats), MaxRepeats, 1, 10_000);
        errors.CheckTimeout(nameof(FirstPause), FirstPause, maximum);
        errors.CheckTimeout(nameof(MaximumPause), MaximumPause, maximum);
        errors.CheckTimeout(nameof(Timeout), Timeout, maximum);
        errors.CheckTimeout(nameof(TakeoverInterval), TakeoverInterval, maximum);
        errors.ThrowIfAny($"the mail handler of the account '{account}'");
    }
}
