namespace OAuthMail.MailKit.Delivery;

/// <summary>
/// Sends messages without an SMTP connection. The sender keeps the limits of the mailbox, repeats attempts and chooses backups.
/// </summary>
internal interface IMessageTransport
{
    /// <summary>Makes one attempt to send a message.</summary>
    /// <param name="route">The route.</param>
    /// <param name="envelope">The message.</param>
    /// <param name="timeout">The time limit of the attempt.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>The certain result.</returns>
    /// <exception cref="MailDeliveryUnknownException">The service may have accepted the message.</exception>
    /// <exception cref="OAuthMailException">No token could be acquired. The message was not sent.</exception>
    Task<DeliveryResult> SendAsync(
        DeliveryRoute route, MessageEnvelope envelope, TimeSpan timeout, CancellationToken cancellationToken);
}
