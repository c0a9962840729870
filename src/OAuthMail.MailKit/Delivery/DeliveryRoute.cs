using MimeKit;
using OAuthMail.MailKit.Pooling;

namespace OAuthMail.MailKit.Delivery;

/// <summary>
/// A server over which a message can be delivered, and the login there: the account itself, another account that is its backup, or a
/// backup server with a password. <see cref="GetBackup"/> returns the next route of the chain.
/// </summary>
internal sealed class DeliveryRoute
{
    private readonly MailBackup? _backupServer;

    /// <summary>Gets a value that indicates whether the server is a backup server, which belongs to no account.</summary>
    public bool IsBackupServer => _backupServer is not null;

    /// <summary>Gets a value that indicates whether messages are sent through Microsoft Graph.</summary>
    public bool IsGraph => _backupServer is null && Account.Transport == MailTransport.Graph;

    private DeliveryRoute(MailAccount account, bool isBackup)
    {
        Account = account;
        Server = account.GetEndpoint(MailProtocol.Smtp)
            ?? throw new ArgumentException($"The account '{account.Name}' has no SMTP server.", nameof(account));
        PoolKey = new PoolKey(account.Address, Server);
        MaxConnections = account.SmtpConnectionLimit;
        MessagesPerMinute = account.MessagesPerMinuteLimit;
        MinimumTokenLifetime = account.GetProvider(MailProtocol.Smtp).MinimumTokenLifetime;
        if (isBackup) BackupSender = ParseAddress(account.Address);
    }

    private DeliveryRoute(MailAccount account, MailBackup backupServer)
    {
        Account = account;
        _backupServer = backupServer;
        Server = backupServer.Server!;
        PoolKey = new PoolKey(backupServer.UserName ?? "", Server);
        if (backupServer.UserName is { } user) BackupSender = ParseAddress(user);
    }

    /// <summary>Gets the account. For a backup server, it is the account that has the backup.</summary>
    public MailAccount Account { get; }

    public MailEndpoint Server { get; }

    /// <summary>Gets the key of the connection pool: the address of the mailbox or the name of the user, and the server.</summary>
    public PoolKey PoolKey { get; }

    /// <summary>Gets the connection limit of the mailbox, or <see langword="null"/> for the sender's default.</summary>
    public int? MaxConnections { get; }

    public int? MessagesPerMinute { get; }

    public TimeSpan MinimumTokenLifetime { get; }

    /// <summary>
    /// Gets the envelope sender of a backup, because servers reject the address of another mailbox. It is <see langword="null"/> if the
    /// message's own sender is used.
    /// </summary>
    public MailboxAddress? BackupSender { get; }

    /// <summary>Gets the identity of the login (<see cref="PooledConnection.Identity"/>).</summary>
    public object Identity => (object?)_backupServer ?? Account;

    /// <summary>Gets the name for the log: the name of the account, followed by the backup server if there is one.</summary>
    public string Name => _backupServer is null ? Account.Name : $"{Account.Name} ({_backupServer})";

    /// <summary>Creates the route over the account's own server.</summary>
    public static DeliveryRoute For(MailAccount account) => new(account, isBackup: false);

    /// <summary>Returns the backup of this route, or <see langword="null"/> if it has none.</summary>
    public DeliveryRoute? GetBackup(IMailAccounts accounts)
    {
        if (_backupServer is not null || Account.Backup is not { } backup) return null;
        if (backup.Graph is { } graph) return new DeliveryRoute(graph, isBackup: true);
        return backup.AccountName is { } name
            ? new DeliveryRoute(accounts.Get(name), isBackup: true)
            : new DeliveryRoute(Account, backup);
    }

    /// <summary>Connects and logs in.</summary>
    public async Task<PooledConnection> OpenAsync(IMailClientFactory factory, TimeProvider clock, CancellationToken cancellationToken)
    {
        var lease = _backupServer is null
            ? await factory.ConnectSmtpAsync(Account, cancellationToken).ConfigureAwait(false)
            : await factory.ConnectBackupSmtpAsync(Account, cancellationToken).ConfigureAwait(false);
        return new PooledConnection(lease, Identity, MinimumTokenLifetime, clock);
    }

    private static MailboxAddress? ParseAddress(string text) =>
        MailboxAddress.TryParse(text, out var address) && address.Address.Contains('@') ? address : null;
}
