namespace OAuthMail;

/// <summary>Provides the accounts of a program by name, and their tokens. Implementations are thread-safe.</summary>
public interface IMailAccounts
{
    /// <summary>
    /// Occurs after accounts were added, changed or removed, on the thread that made the change. Exceptions of handlers are ignored.
    /// </summary>
    event EventHandler<MailAccountsChangedEventArgs>? Changed;

    /// <summary>Gets all accounts.</summary>
    IReadOnlyCollection<MailAccount> All { get; }

    /// <summary>Finds an account.</summary>
    /// <param name="name">The name of the account. Case is ignored.</param>
    /// <returns>The account.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">There is no such account. The message lists the valid names.</exception>
    MailAccount Get(string name);

    /// <summary>
    /// Returns the token provider of an account. It is the same for the same account, even if the account is not in <see cref="All"/>.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <returns>A thread-safe provider.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    IAccessTokenProvider GetTokens(MailAccount account);
}
