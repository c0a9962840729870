namespace OAuthMail.MailKit;

/// <summary>
/// The whole message went out, and no reply came: the server may have taken it or not. It was neither tried again nor sent through a
/// backup, because it could arrive twice. Look for its Message-ID among the sent or the received mail.
/// </summary>
public sealed class MailDeliveryUnknownException : OAuthMailException
{
    /// <summary>Reports a message that may have been taken.</summary>
    /// <param name="messageId">The Message-ID, without angle brackets.</param>
    /// <param name="server">The server that it went to.</param>
    /// <param name="detail">What happened after the final dot.</param>
    /// <param name="innerException">What ended the wait for the reply.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="messageId"/>, <paramref name="server"/> or <paramref name="detail"/> is null.
    /// </exception>
    public MailDeliveryUnknownException(string messageId, MailEndpoint server, string detail, Exception? innerException = null)
        : base(Problems.DeliveryUnknown, detail, innerException)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        ArgumentNullException.ThrowIfNull(server);
        MessageId = messageId;
        Server = server;
    }

    /// <summary>The Message-ID (RFC 5322 section 3.6.4), without angle brackets.</summary>
    public string MessageId { get; }

    /// <summary>The server that may have taken it.</summary>
    public MailEndpoint Server { get; }
}
