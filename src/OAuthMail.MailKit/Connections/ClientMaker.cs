using MailKit.Net.Smtp;

namespace OAuthMail.MailKit.Connections;

/// <summary>Makes clients, sets them up, connects them and logs them in.</summary>
internal sealed class ClientMaker(IMailAccounts accounts, MailClientFactoryOptions options)
{
    private readonly RefusedPasswords _refused = new(options.TimeProvider);

    public IMailAccounts Accounts => accounts;

    public TimeProvider Clock => options.TimeProvider;

    public async Task<MailLease<TClient>> LeaseAsync<TClient>(
        MailAccount account, MailProtocol protocol, Func<IProtocolLogger, TClient> create, CancellationToken cancellationToken)
        where TClient : class, IMailService
    {
        var (client, _) = await ConnectAsync(account, protocol, create, cancellationToken).ConfigureAwait(false);
        return new MailLease<TClient>(client, account, Clock);
    }

    /// <summary>Connects with the account's token.</summary>
    /// <returns>The client, and the token that it logged in with.</returns>
    public async Task<(TClient Client, AccessToken Token)> ConnectAsync<TClient>(
        MailAccount account, MailProtocol protocol, Func<IProtocolLogger, TClient> create, CancellationToken cancellationToken)
        where TClient : class, IMailService
    {
        ArgumentNullException.ThrowIfNull(account);
        var client = Create(account, protocol, create);
        try
        {
            var token = await AccountLogin.RunAsync(
                client, account, protocol, accounts.GetTokens(account), ConnectionOf(account), cancellationToken).ConfigureAwait(false);
            return (client, token);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Connects to a server that takes a password, which goes there over TLS only, and not again as soon as it was refused.
    /// </summary>
    public async Task<TClient> ConnectWithPasswordAsync<TClient>(
        MailAccount account, MailBackup server, Func<IProtocolLogger, TClient> create, CancellationToken cancellationToken)
        where TClient : SmtpClient
    {
        var password = server.GetPassword();
        _refused.Check(server, password);
        var client = Create(account, MailProtocol.Smtp, create);
        try
        {
            await ConnectionOf(account).OpenAsync(client, server.Server!, MailProtocol.Smtp, cancellationToken).ConfigureAwait(false);
            if (
                await PasswordLogin.RunAsync(client, server, password, account.Connection.LoginTimeout, Clock, cancellationToken)
                    .ConfigureAwait(false) is { } failure)
            {
                _refused.Learn(server, password, failure);
                throw failure;
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private ServerConnection ConnectionOf(MailAccount account) =>
        new(account.Connection, Clock, options.ProxyCertificateValidationCallback);

    private TClient Create<TClient>(MailAccount account, MailProtocol protocol, Func<IProtocolLogger, TClient> create)
        where TClient : class, IMailService
    {
        var client = create(new MailProtocolLogger(options.CreateProtocolLogger?.Invoke(account, protocol)));
        try
        {
            ClientSetup.Apply(client, account.Connection, options.ServerCertificateValidationCallback);
            options.ConfigureClient?.Invoke(account, client);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
