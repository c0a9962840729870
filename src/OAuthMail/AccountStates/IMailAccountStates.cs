namespace OAuthMail;

/// <summary>
/// Provides the states of an application's accounts, as all processes that share the token store have recorded them. It opens no
/// connection.
/// </summary>
public interface IMailAccountStates
{
    /// <summary>
    /// Lists the states of all accounts: one for each account, or two if incoming and outgoing mail have separate registrations. An account
    /// whose record cannot be read has the status <see cref="MailAccountStatus.Failing"/>, with the problem of the record.
    /// </summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The states, sorted by account.</returns>
    /// <exception cref="TokenStoreException">The store cannot be read at all.</exception>
    Task<IReadOnlyList<MailAccountState>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the state of an account. If its record cannot be read, the status is <see cref="MailAccountStatus.Failing"/>, with the
    /// problem of the record.
    /// </summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="protocol">The protocol; it matters only if incoming and outgoing mail have separate registrations.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The state.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">There is no such account.</exception>
    /// <exception cref="TokenStoreException">The store cannot be read.</exception>
    Task<MailAccountState> GetAsync(
        string account, MailProtocol protocol = MailProtocol.Imap, CancellationToken cancellationToken = default);
}
