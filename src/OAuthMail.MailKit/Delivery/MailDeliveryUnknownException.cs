namespace OAuthMail.MailKit;

/// <summary>
/// Thrown if the complete message was sent and no reply arrived, so that it is unknown whether the server accepted the message. It was
/// neither sent again nor sent through a backup, because it could then arrive twice. Search for its Message-ID in the sent or received
/// mail.
/// </summary>
public sealed class MailDeliveryUnknownException : OAuthMailException
{
    /// <summary>Creates the exception for a message that the server may have accepted.</summary>
    /// <param name="messageId">The Message-ID, without angle brackets.</param>
    /// <param name="server">The server that the message was sent to.</param>
    /// <param name="detail">The reason why no reply arrived.</param>
    /// <param name="innerException">The exception that ended the wait for the reply.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="messageId"/>, <paramref name="server"/> or <paramref name="detail"/> is <see langword="null"/>.
    /// </exception>
    public MailDeliveryUnknownException(string messageId, MailEndpoint server, string detail, Exception? innerException = null)
        : base(Problems.DeliveryUnknown, detail, innerException)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        ArgumentNullException.ThrowIfNull(server);
        MessageId = messageId;
        Server = server;
    }

    /// <summary>Gets the Message-ID (RFC 5322 section 3.6.4), without angle brackets.</summary>
    public string MessageId { get; }

    /// <summary>Gets the server that may have accepted the message.</summary>
    public MailEndpoint Server { get; }
}
