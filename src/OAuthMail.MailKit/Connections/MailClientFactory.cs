using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using OAuthMail.MailKit.Authentication;
using OAuthMail.MailKit.Connections;
using OAuthMail.MailKit.Protocol;

namespace OAuthMail.MailKit;

/// <summary>Creates MailKit clients that are connected and logged in as their account specifies. It is safe for concurrent use.</summary>
public sealed class MailClientFactory : IMailClientFactory
{
    private readonly MailClientFactoryOptions _options;
    private readonly RejectedPasswords _rejectedPasswords;

    /// <summary>Creates a factory.</summary>
    /// <param name="accounts">The accounts and their tokens.</param>
    /// <param name="options">
    /// The options of the clients, or <see langword="null"/> for the defaults. Don't change them afterwards.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="accounts"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">An option is missing.</exception>
    public MailClientFactory(IMailAccounts accounts, MailClientFactoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        options?.Validate();
        Accounts = accounts;
        _options = options ?? new MailClientFactoryOptions();
        _rejectedPasswords = new RejectedPasswords(_options.TimeProvider);
    }

    /// <inheritdoc />
    public IMailAccounts Accounts { get; }

    /// <inheritdoc />
    public Task<MailLease<SmtpClient>> ConnectSmtpAsync(MailAccount account, CancellationToken cancellationToken = default) =>
        ConnectAsync<SmtpClient>(account, MailProtocol.Smtp, static logger => new TrackingSmtpClient(logger), cancellationToken);

    /// <inheritdoc />
    public Task<MailLease<SmtpClient>> ConnectSmtpAsync(string account, CancellationToken cancellationToken = default) =>
        ConnectSmtpAsync(Accounts.Find(account), cancellationToken);

    /// <inheritdoc />
    public async Task<MailLease<SmtpClient>> ConnectBackupSmtpAsync(MailAccount account, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (account.Backup is not { Server: { } server } backup)
        {
            throw new ArgumentException($"The account '{account.Name}' has no backup server.", nameof(account));
        }
        var password = backup.RequiresLogin ? backup.GetPassword() : null;
        if (password is not null) _rejectedPasswords.ThrowIfRejected(backup, password);
        var client = Create(account, MailProtocol.Smtp, static logger => new TrackingSmtpClient(logger));
        try
        {
            await CreateConnector(account).OpenAsync(client, server, MailProtocol.Smtp, cancellationToken).ConfigureAwait(false);
            if (password is null) return new MailLease<SmtpClient>(client, account, _options.TimeProvider);
            var failure = await PasswordLogin.RunAsync(
                client, backup, password, account.Connection.LoginTimeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            if (failure is null) return new MailLease<SmtpClient>(client, account, _options.TimeProvider);
            _rejectedPasswords.Remember(backup, password, failure);
            throw failure;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public Task<MailLease<ImapClient>> ConnectImapAsync(MailAccount account, CancellationToken cancellationToken = default) =>
        ConnectAsync<ImapClient>(account, MailProtocol.Imap, static logger => new TolerantImapClient(logger), cancellationToken);

    /// <inheritdoc />
    public Task<MailLease<ImapClient>> ConnectImapAsync(string account, CancellationToken cancellationToken = default) =>
        ConnectImapAsync(Accounts.Find(account), cancellationToken);

    /// <inheritdoc />
    public Task<MailLease<Pop3Client>> ConnectPop3Async(MailAccount account, CancellationToken cancellationToken = default) =>
        ConnectAsync<Pop3Client>(account, MailProtocol.Pop3, static logger => new TolerantPop3Client(logger), cancellationToken);

    /// <inheritdoc />
    public Task<MailLease<Pop3Client>> ConnectPop3Async(string account, CancellationToken cancellationToken = default) =>
        ConnectPop3Async(Accounts.Find(account), cancellationToken);

    private async Task<MailLease<TClient>> ConnectAsync<TClient>(
        MailAccount account, MailProtocol protocol, Func<IProtocolLogger, TClient> create, CancellationToken cancellationToken)
        where TClient : class, IMailService
    {
        ArgumentNullException.ThrowIfNull(account);
        if (account.Transport == MailTransport.Graph) throw GraphRequirement.NoConnection(account);
        var client = Create(account, protocol, create);
        try
        {
            var token = await AccountLogin.RunAsync(
                client, account, protocol, Accounts.GetTokens(account), CreateConnector(account), cancellationToken).ConfigureAwait(false);
            _options.Activity?.Connected(account, protocol);
            return new MailLease<TClient>(client, account, _options.TimeProvider, token.ExpiresAt) { Token = token };
        }
        catch (Exception failure)
        {
            _options.Activity?.Failed(account, protocol, failure);
            client.Dispose();
            throw;
        }
    }

    private ServerConnector CreateConnector(MailAccount account) =>
        new(account.Connection, _options.TimeProvider, _options.ProxyCertificateValidationCallback);

    private TClient Create<TClient>(MailAccount account, MailProtocol protocol, Func<IProtocolLogger, TClient> create)
        where TClient : class, IMailService
    {
        var log = Call(
            account, nameof(_options.CreateProtocolLogger), () => _options.CreateProtocolLogger?.Invoke(account, protocol));
        var client = create(new MailProtocolLogger(log));
        try
        {
            ClientSetup.Apply(client, account.Connection, _options.ServerCertificateValidationCallback);
            return Call(account, nameof(_options.ConfigureClient), () =>
            {
                _options.ConfigureClient?.Invoke(account, client);
                return client;
            });
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Calls a function of the program. Its exception must not look like a failure of the mail server.</summary>
    private static T Call<T>(MailAccount account, string option, Func<T> function)
    {
        try
        {
            return function();
        }
        catch (Exception failure) when (failure is not (OAuthMailException or OperationCanceledException or OutOfMemoryException))
        {
            throw new OAuthMailException(
                Problems.ClientSetupFailed,
                $"{nameof(MailClientFactoryOptions)}.{option} failed for '{account.Name}' with {failure.GetType().Name}.", failure);
        }
    }
}
