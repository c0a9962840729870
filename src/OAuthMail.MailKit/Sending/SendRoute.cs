using MimeKit;
using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit.Sending;

/// <summary>A way for a message: an account's own server, or the server with a password that is its backup.</summary>
internal sealed class SendRoute
{
    private readonly MailBackup? _password;

    private SendRoute(MailAccount account, bool isBackup)
    {
        Account = account;
        Server = account.GetEndpoint(MailProtocol.Smtp)
            ?? throw new ArgumentException($"The account '{account.Name}' has no SMTP server.", nameof(account));
        Mailbox = account.Address;
        ConnectionLimit = account.SmtpConnectionLimit;
        MessagesPerMinute = account.MessagesPerMinuteLimit;
        MinimumTokenLifetime = account.GetProvider(MailProtocol.Smtp).MinimumTokenLifetime;
        if (isBackup) OwnSender = ParseAddress(account.Address);
    }

    private SendRoute(MailAccount account, MailBackup password)
    {
        Account = account;
        _password = password;
        Server = password.Server!;
        Mailbox = password.UserName!;
        OwnSender = ParseAddress(password.UserName!);
    }

    /// <summary>The account; of a backup server, the one whose backup it is.</summary>
    public MailAccount Account { get; }

    public MailEndpoint Server { get; }

    /// <summary>Whose limits count, together with the server: a mailbox's address, or a user's name.</summary>
    public string Mailbox { get; }

    public int? ConnectionLimit { get; }

    public int? MessagesPerMinute { get; }

    public TimeSpan MinimumTokenLifetime { get; }

    /// <summary>The address that a backup names as the sender: servers refuse others. Null where the message's own is named.</summary>
    public MailboxAddress? OwnSender { get; }

    /// <summary>Whom a connection is logged in for: only the same one may use it.</summary>
    public object Owner => (object?)_password ?? Account;

    /// <summary>The account's name, and that of a backup server after it.</summary>
    public string Name => _password is null ? Account.Name : $"{Account.Name} ({_password})";

    /// <summary>The account's own way.</summary>
    public static SendRoute For(MailAccount account) => new(account, isBackup: false);

    /// <summary>The way that is left when this one failed; null where there is none.</summary>
    public SendRoute? GetBackup(IMailAccounts accounts)
    {
        if (_password is not null || Account.Backup is not { } backup) return null;
        return backup.AccountName is { } name ? new SendRoute(accounts.Get(name), isBackup: true) : new SendRoute(Account, backup);
    }

    /// <summary>Connects and logs in.</summary>
    public async Task<PooledConnection> OpenAsync(ClientMaker maker, CancellationToken cancellationToken)
    {
        if (_password is not null)
        {
            var backup = await maker.ConnectWithPasswordAsync(
                Account, _password, static logger => new SubmissionClient(logger), cancellationToken).ConfigureAwait(false);
            return new PooledConnection(backup, this, null, maker.Clock);
        }

        var (client, token) = await maker.ConnectAsync(
            Account, MailProtocol.Smtp, static logger => new SubmissionClient(logger), cancellationToken).ConfigureAwait(false);
        return new PooledConnection(client, this, token, maker.Clock);
    }

    private static MailboxAddress? ParseAddress(string text) =>
        MailboxAddress.TryParse(text, out var address) && address.Address.Contains('@') ? address : null;
}
