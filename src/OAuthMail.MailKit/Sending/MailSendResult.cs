namespace OAuthMail.MailKit;

/// <summary>A message that a server has taken.</summary>
public sealed class MailSendResult
{
    /// <summary>
    /// Reports a message that a server has taken, for an <see cref="IMailSender"/> of your own: one that wraps ours, or stands in for
    /// it in a test.
    /// </summary>
    /// <param name="messageId">The Message-ID, without angle brackets.</param>
    /// <param name="account">The name of the account that sent it.</param>
    /// <param name="server">The server that took it.</param>
    /// <param name="serverReply">What the server said, without the code.</param>
    /// <param name="attempts">How many attempts it took.</param>
    /// <param name="firstFailure">Why the account itself could not send it; null where it did.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="messageId"/>, <paramref name="account"/>, <paramref name="server"/> or <paramref name="serverReply"/> is null.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="attempts"/> is less than one.</exception>
    public MailSendResult(
        string messageId, string account, MailEndpoint server, string serverReply = "", int attempts = 1,
        OAuthMailException? firstFailure = null)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(serverReply);
        if (attempts < 1) throw new ArgumentOutOfRangeException(nameof(attempts), attempts, "It takes one attempt at least.");
        MessageId = messageId;
        Account = account;
        Server = server;
        ServerReply = serverReply;
        Attempts = attempts;
        FirstFailure = firstFailure;
    }

    /// <summary>The Message-ID (RFC 5322 section 3.6.4), without angle brackets.</summary>
    public string MessageId { get; }

    /// <summary>
    /// The name of the account that sent it: the one that was asked to, or its backup. Of a backup server, the account whose backup it
    /// is.
    /// </summary>
    public string Account { get; }

    /// <summary>The server that took it.</summary>
    public MailEndpoint Server { get; }

    /// <summary>What the server said when it took the message, without the code; many name the message's number in their queue.</summary>
    public string ServerReply { get; }

    /// <summary>How many attempts it took, with every account together.</summary>
    public int Attempts { get; }

    /// <summary>Whether a backup sent it.</summary>
    public bool UsedBackup => FirstFailure is not null;

    /// <summary>Why the account itself could not send it; null where it did.</summary>
    public OAuthMailException? FirstFailure { get; }
}
