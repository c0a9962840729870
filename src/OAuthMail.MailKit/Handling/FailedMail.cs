namespace OAuthMail.MailKit;

/// <summary>A message that a handler could not handle.</summary>
public sealed class FailedMail
{
    /// <summary>Initializes a new instance of the <see cref="FailedMail"/> class.</summary>
    /// <param name="id">The id of the failure.</param>
    /// <param name="account">The name of the account.</param>
    /// <param name="messageId">The id of the message in its mailbox (<see cref="ReceivedMail.Id"/>).</param>
    /// <param name="reason">Why it failed, without parts of the message.</param>
    /// <param name="failedAt">When the last attempt failed, in UTC.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="id"/>, <paramref name="account"/>, <paramref name="messageId"/> or <paramref name="reason"/> is
    /// <see langword="null"/>.
    /// </exception>
    public FailedMail(string id, string account, string messageId, string reason, DateTimeOffset failedAt)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(messageId);
        ArgumentNullException.ThrowIfNull(reason);
        Id = id;
        Account = account;
        MessageId = messageId;
        Reason = reason;
        FailedAt = failedAt;
    }

    /// <summary>Gets the id of the failure, for <see cref="IMailFailures.ReplayAsync"/>.</summary>
    public string Id { get; }

    /// <summary>Gets the name of the account.</summary>
    public string Account { get; }

    /// <summary>Gets the id of the message in its mailbox.</summary>
    public string MessageId { get; }

    /// <summary>Gets or sets the subject.</summary>
    /// <value>The default is <see langword="null"/>: unknown.</value>
    public string? Subject { get; set; }

    /// <summary>Gets why it failed: the problem's code or the type of the exception, and how many attempts there were.</summary>
    public string Reason { get; }

    /// <summary>Gets when the last attempt failed, in UTC.</summary>
    public DateTimeOffset FailedAt { get; }

    /// <summary>Returns the account, the message and the reason in one line.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString() => $"{Account}, message {MessageId}: {Reason}";
}
