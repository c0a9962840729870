namespace OAuthMail.MailKit.IntegrationTests;

/// <summary>A mailbox that is watched at one Dovecot, while messages are sent to it with tokens that the other Dovecot validates.</summary>
internal sealed class WatchedMailbox : IAsyncDisposable
{
    private readonly RealMailKit _mail;
    private readonly MailAccount _sending;
    private readonly MailSender _sender;

    private WatchedMailbox(RealMailKit mail, MailAccount account, MailAccount sending)
    {
        _mail = mail;
        Account = account;
        _sending = sending;
        _sender = new MailSender(mail.Factory);
    }

    /// <summary>Gets short delays, because these tests run in real time.</summary>
    public static WatchRetryOptions Retry { get; } = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(50),
        MaximumPause = TimeSpan.FromMilliseconds(500),
    };

    public MailAccount Account { get; }

    public static async Task<WatchedMailbox> CreateAsync(RealMailKit mail, string name)
    {
        var account = await mail.SignInAsync(name);
        return new WatchedMailbox(mail, account, await mail.SignInOtherwiseAsync(account));
    }

    public Task<MailboxPosition> GetPositionAsync() => _mail.Watcher.GetPositionAsync(Account, cancellationToken: _mail.Cancellation);

    public ArrivalReader<MailArrival> Watch(MailboxPosition from) =>
        new(_mail.Watcher.WatchAsync(Account, new MailWatchOptions { From = from, Retry = Retry }, _mail.Cancellation));

    public async Task SendAsync(params string[] subjects)
    {
        foreach (var subject in subjects)
        {
            await _sender.SendAsync(_sending, RealMailKit.CreateMessage(_sending.Address, Account.Address, subject), _mail.Cancellation);
        }
    }

    public ValueTask DisposeAsync() => _sender.DisposeAsync();
}
