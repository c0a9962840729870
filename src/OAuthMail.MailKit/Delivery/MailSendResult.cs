namespace OAuthMail.MailKit;

/// <summary>The result of a delivery: a message that a server has accepted.</summary>
public sealed class MailSendResult
{
    /// <summary>Creates a result. Use it in your own <see cref="IMailSender"/>, such as a decorator or a test double.</summary>
    /// <param name="messageId">The Message-ID, without angle brackets.</param>
    /// <param name="account">The name of the account that sent the message.</param>
    /// <param name="server">The server that accepted the message.</param>
    /// <param name="serverReply">The text of the server's reply, without the code.</param>
    /// <param name="attempts">The number of attempts.</param>
    /// <param name="firstFailure">
    /// The reason why the account itself could not send the message, or <see langword="null"/> if it did.
    /// </param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="messageId"/>, <paramref name="account"/>, <paramref name="server"/> or <paramref name="serverReply"/> is
    /// <see langword="null"/>.
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
        if (attempts < 1) throw new ArgumentOutOfRangeException(nameof(attempts), attempts, "The number of attempts must be at least 1.");
        MessageId = messageId;
        Account = account;
        Server = server;
        ServerReply = serverReply;
        Attempts = attempts;
        FirstFailure = firstFailure;
    }

    /// <summary>Gets the Message-ID (RFC 5322 section 3.6.4), without angle brackets.</summary>
    public string MessageId { get; }

    /// <summary>
    /// Gets the name of the account that sent the message: the requested account or its backup. For a backup server, it is the account that
    /// has the backup.
    /// </summary>
    public string Account { get; }

    /// <summary>Gets the server that accepted the message.</summary>
    public MailEndpoint Server { get; }

    /// <summary>
    /// Gets the text of the reply with which the server accepted the message, without the code. It often contains the queue ID.
    /// </summary>
    public string ServerReply { get; }

    /// <summary>Gets the number of attempts with all accounts together.</summary>
    public int Attempts { get; }

    /// <summary>Gets a value that indicates whether a backup sent the message.</summary>
    public bool UsedBackup => FirstFailure is not null;

    /// <summary>
    /// Gets the reason why the account itself could not send the message, or <see langword="null"/> if it did.
    /// </summary>
    public OAuthMailException? FirstFailure { get; }
}
