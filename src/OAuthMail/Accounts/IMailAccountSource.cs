namespace OAuthMail;

/// <summary>
/// Provides accounts that are not in the configuration, such as those of a database. Implementations are thread-safe singletons. Accounts
/// can refer to the clients and providers of the configuration.
/// </summary>
public interface IMailAccountSource
{
    /// <summary>Lists all accounts.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The names and options of the accounts. Names are compared without regard to case.</returns>
    IAsyncEnumerable<KeyValuePair<string, MailAccountOptions>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Finds an account after it changed.</summary>
    /// <param name="name">The name, as <see cref="WatchAsync"/> returned it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The options, or <see langword="null"/> if the account no longer exists.</returns>
    Task<MailAccountOptions?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits for changes. It is called before a full <see cref="ListAsync"/>, so that no change in between is missed: begin to listen when
    /// the first element is requested. If the sequence ends or throws, both are called again.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The names of accounts that were added, changed or removed; an empty string if any account may have changed.</returns>
    IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken = default);
}
