namespace OAuthMail.MailKit;

/// <summary>Provides the messages that handlers could not handle, as all processes that share the token store have recorded them.</summary>
public interface IMailFailures
{
    /// <summary>Lists the failed messages.</summary>
    /// <param name="account">The name of the account, or <see langword="null"/> for all accounts.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The failed messages, the newest first.</returns>
    /// <exception cref="TokenStoreException">The store cannot be read.</exception>
    Task<IReadOnlyList<FailedMail>> ListAsync(string? account = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Handles a failed message again, now and in this process, over a connection of its own. Other processes cannot replay it
    /// meanwhile. If it succeeds, the failure is removed.
    /// </summary>
    /// <param name="id">The <see cref="FailedMail.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>
    /// <see langword="true"/> if the message was handled; <see langword="false"/> if there is no such failure, or if the message no longer
    /// exists. Exceptions of the handler are passed on.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">This process has no handler for the mailbox.</exception>
    /// <exception cref="OAuthMailException">The mailbox cannot be reached, or the store cannot be written.</exception>
    Task<bool> ReplayAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Removes the record of a failed message. The message itself is not changed.</summary>
    /// <param name="id">The <see cref="FailedMail.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns><see langword="true"/> if there was such a failure; otherwise, <see langword="false"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is <see langword="null"/>.</exception>
    /// <exception cref="TokenStoreException">The store cannot be written.</exception>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken = default);
}
