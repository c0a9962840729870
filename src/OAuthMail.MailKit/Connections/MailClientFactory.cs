using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit;

/// <summary>Makes MailKit clients that are connected as the account says, and logged in. Safe for any number of threads.</summary>
public sealed class MailClientFactory : IMailClientFactory
{
    private readonly ClientMaker _maker;

    /// <summary>Makes a factory.</summary>
    /// <param name="accounts">The accounts and their tokens.</param>
    /// <param name="options">How clients connect; null for the defaults. Do not change them afterwards.</param>
    /// <exception cref="ArgumentNullException"><paramref name="accounts"/> is null.</exception>
    /// <exception cref="MailConfigurationException">An option is missing.</exception>
    public MailClientFactory(IMailAccounts accounts, MailClientFactoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        options?.Validate();
        _maker = new ClientMaker(accounts, options ?? new MailClientFactoryOptions());
    }

    /// <inheritdoc />
    public Task<MailLease<SmtpClient>> ConnectSmtpAsync(MailAccount account, CancellationToken cancellationToken = default) =>
        _maker.LeaseAsync(account, MailProtocol.Smtp, static logger => new SmtpClient(logger), cancellationToken);

    /// <inheritdoc />
    public Task<MailLease<SmtpClient>> ConnectSmtpAsync(string account, CancellationToken cancellationToken = default) =>
        ConnectSmtpAsync(_maker.Accounts.Get(account), cancellationToken);

    /// <inheritdoc />
    public Task<MailLease<ImapClient>> ConnectImapAsync(MailAccount account, CancellationToken cancellationToken = default) =>
        _maker.LeaseAsync(account, MailProtocol.Imap, static logger => new ImapClient(logger), cancellationToken);

    /// <inheritdoc />
    public Task<MailLease<ImapClient>> ConnectImapAsync(string account, CancellationToken cancellationToken = default) =>
        ConnectImapAsync(_maker.Accounts.Get(account), cancellationToken);

    /// <inheritdoc />
    public Task<MailLease<Pop3Client>> ConnectPop3Async(MailAccount account, CancellationToken cancellationToken = default) =>
        _maker.LeaseAsync(account, MailProtocol.Pop3, static logger => new Pop3Client(logger), cancellationToken);

    /// <inheritdoc />
    public Task<MailLease<Pop3Client>> ConnectPop3Async(string account, CancellationToken cancellationToken = default) =>
        ConnectPop3Async(_maker.Accounts.Get(account), cancellationToken);

    /// <summary>The clock of the clients it makes.</summary>
    internal ClientMaker Maker => _maker;
}
