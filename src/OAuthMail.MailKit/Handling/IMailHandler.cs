namespace OAuthMail.MailKit;

/// <summary>
/// Handles the messages that arrive in a mailbox. For each message, a handler is created in a scope of its own. A message is handled at
/// least once: a handler must expect a message that it has handled before, if the process ended before that was recorded.
/// </summary>
public interface IMailHandler
{
    /// <summary>
    /// Handles a message. If it throws, it is called again after a pause, up to <see cref="MailHandlerOptions.MaxAttempts"/> times; the
    /// message is then recorded as failed (<see cref="IMailFailures"/>), and the next message follows.
    /// </summary>
    /// <param name="mail">The message. It can be used only until the method has completed.</param>
    /// <param name="cancellationToken">
    /// Is canceled when <see cref="MailHandlerOptions.Timeout"/> has passed, when another process has taken over the mailbox, or when the
    /// application stops and does not wait any longer.
    /// </param>
    /// <returns>A task that completes when the message has been handled.</returns>
    Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken);
}
