namespace OAuthMail.Testing;

/// <summary>Replies of real servers, for <see cref="SmtpTestServerOptions.RejectedRecipients"/>, faults and the comparison with what a program reports.</summary>
public static class SmtpReplies
{
    /// <summary>The recipient does not exist (RFC 3463 §3.2).</summary>
    public const string NoSuchRecipient = "550 5.1.1 The email account that you tried to reach does not exist";

    /// <summary>The recipient takes nothing at the moment (RFC 3463 §3.3).</summary>
    public const string RecipientBusy = "450 4.2.1 The recipient's mailbox is receiving mail too quickly, try again later";

    /// <summary>Exchange's: the mailbox has no right to this sender address.</summary>
    public const string SendAsDenied = "550 5.7.60 SMTP; Client does not have permissions to send as this sender";

    /// <summary>Exchange's: too many connections of one mailbox.</summary>
    public const string TooManyConnections = "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending.";

    /// <summary>Exchange's: too many messages of one mailbox; the connection ends.</summary>
    public const string TooManyMessages = "421 4.4.2 Message submission rate for this client has exceeded the configured limit";

    /// <summary>Exim's: enough messages in one connection, which ends.</summary>
    public const string ConnectionUsedUp = "421 4.7.0 Too many messages in this connection";

    /// <summary>The client was silent for too long; the connection ends.</summary>
    public const string TimedOut = "421 4.4.2 Connection timed out";

    /// <summary>That of High Volume Email in Exchange: the token's rest of life is too short.</summary>
    public const string TokenWillExpireSoon = "501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon";
}
