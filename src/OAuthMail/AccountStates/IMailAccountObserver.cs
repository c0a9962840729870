namespace OAuthMail;

/// <summary>
/// Receives notices about accounts. Among all processes that share the token store, one is told of each change, once. A notice is repeated
/// with growing pauses while the observer throws, also after a restart, for up to seven days.
/// </summary>
public interface IMailAccountObserver
{
    /// <summary>
    /// Gets the name under which the store remembers which notices the observer has received. It must differ from those of other
    /// observers, and must not change. It is read once.
    /// </summary>
    string Name { get; }

    /// <summary>
    /// Receives a notice. The call can take a while, but after one minute the notice counts as not delivered until the call has completed.
    /// Calls of different observers and notices run at the same time.
    /// </summary>
    /// <param name="notice">The notice.</param>
    /// <param name="cancellationToken">Is canceled when the application stops.</param>
    /// <returns>A task that completes when the notice has been passed on.</returns>
    Task OnNoticeAsync(MailAccountNotice notice, CancellationToken cancellationToken = default);
}
