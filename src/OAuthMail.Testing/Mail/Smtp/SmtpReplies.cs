namespace OAuthMail.Testing;

/// <summary>
/// Provides replies of real servers, for <see cref="SmtpTestServerOptions.RejectedRecipients"/>, for faults, and for
/// assertions.
/// </summary>
public static class SmtpReplies
{
    /// <summary>The recipient does not exist (RFC 3463 section 3.2).</summary>
    public const string NoSuchRecipient = "550 5.1.1 The email account that you tried to reach does not exist";

    /// <summary>The recipient accepts no mail at the moment (RFC 3463 section 3.3).</summary>
    public const string RecipientBusy = "450 4.2.1 The recipient's mailbox is receiving mail too quickly, try again later";

    /// <summary>Exchange: the mailbox has no permission to use the sender address.</summary>
    public const string SendAsDenied = "550 5.7.60 SMTP; Client does not have permissions to send as this sender";

    /// <summary>Exchange: the mailbox has too many connections.</summary>
    public const string TooManyConnections = "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending.";

    /// <summary>Exchange: the mailbox sends too many messages. The connection is closed.</summary>
    public const string TooManyMessages = "421 4.4.2 Message submission rate for this client has exceeded the configured limit";

    /// <summary>Exim: too many messages in one connection, which is closed.</summary>
    public const string ConnectionUsedUp = "421 4.7.0 Too many messages in this connection";

    /// <summary>The client exceeded the time-out. The connection is closed.</summary>
    public const string TimedOut = "421 4.4.2 Connection timed out";

    /// <summary>Exchange High Volume Email: the remaining lifetime of the token is too short.</summary>
    public const string TokenWillExpireSoon = "501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon";
}
