namespace OAuthMail;

/// <summary>Tests the accounts of an application: every step from name resolution to the opened mailbox.</summary>
public interface IConnectionTester
{
    /// <summary>Tests an account.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels the test.</param>
    /// <returns>The report. A failed test is a report too, not an exception.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no server for the protocol.</exception>
    /// <exception cref="MailConfigurationException">There is no such account, or an option is out of range.</exception>
    Task<ConnectionReport> TestAsync(
        string account, MailProtocol protocol, ConnectionTestOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Tests an account, which can be one that the application has not stored yet.</summary>
    /// <param name="account">The account.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels the test.</param>
    /// <returns>The report. A failed test is a report too, not an exception.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no server for the protocol.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    Task<ConnectionReport> TestAsync(
        MailAccount account, MailProtocol protocol, ConnectionTestOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Inspects an account without a connection to any server: its options against its provider, the dates of its credentials, the stored
    /// sign-in, and the clock of this machine.
    /// </summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="cancellationToken">Cancels the inspection.</param>
    /// <returns>What was found. A token store that cannot be read is a finding too, not an exception.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">There is no such account.</exception>
    Task<AccountInspection> InspectAsync(string account, CancellationToken cancellationToken = default);
}
