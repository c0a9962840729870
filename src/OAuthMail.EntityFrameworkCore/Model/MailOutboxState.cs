namespace OAuthMail.EntityFrameworkCore;

/// <summary>Specifies what became of a message in the outbox.</summary>
public enum MailOutboxState
{
    /// <summary>The message waits for its first or its next attempt.</summary>
    Waiting,

    /// <summary>A process is about to send the message. If the process ends, the message waits again.</summary>
    Claimed,

    /// <summary>A process transfers the message. If the process ends, the outcome is unknown.</summary>
    Sending,

    /// <summary>A server has accepted the message.</summary>
    Sent,

    /// <summary>
    /// A server may have accepted the message. It is not sent again unless <see cref="IMailOutbox.SendAgainAsync"/> is called.
    /// </summary>
    Unknown,

    /// <summary>The message was certainly not sent, and there is no further attempt.</summary>
    Failed,

    /// <summary>The message was canceled before it was sent.</summary>
    Canceled,
}
