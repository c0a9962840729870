using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit;

/// <summary>Watches mailboxes over connections of a factory. Safe for any number of threads and watches.</summary>
public sealed class MailWatcher : IMailWatcher
{
    private readonly IMailAccounts _accounts;
    private readonly IMailClientFactory _factory;
    private readonly MailWatcherOptions _options;
    private readonly ILogger _logger;

    /// <summary>Makes a watcher.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="factory">Connects and logs in.</param>
    /// <param name="options">Time limits, the clock and the log; null for the defaults. Later changes change nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="accounts"/> or <paramref name="factory"/> is null.</exception>
    /// <exception cref="MailConfigurationException">Options are out of range; all of them are named.</exception>
    public MailWatcher(IMailAccounts accounts, IMailClientFactory factory, MailWatcherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(factory);
        _accounts = accounts;
        _factory = factory;
        _options = options?.Clone() ?? new MailWatcherOptions();
        _options.Validate();
        _logger = (_options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("OAuthMail.MailKit.Watching");
    }

    /// <inheritdoc />
    public IAsyncEnumerable<MailArrival> WatchAsync(
        MailAccount account, MailWatchOptions options, CancellationToken cancellationToken = default)
    {
        Require(account, MailProtocol.Imap);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return EnumerateAsync(new WatchContext(CommandsFor(account, MailProtocol.Imap), options, _logger), cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<MailArrival> WatchAsync(
        string account, MailWatchOptions options, CancellationToken cancellationToken = default) =>
        WatchAsync(_accounts.Get(account), options, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<Pop3Arrival> WatchPop3Async(
        MailAccount account, Pop3WatchOptions options, CancellationToken cancellationToken = default)
    {
        Require(account, MailProtocol.Pop3);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return EnumeratePop3Async(CommandsFor(account, MailProtocol.Pop3), options, cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<Pop3Arrival> WatchPop3Async(
        string account, Pop3WatchOptions options, CancellationToken cancellationToken = default) =>
        WatchPop3Async(_accounts.Get(account), options, cancellationToken);

    /// <inheritdoc />
    public async Task<MailboxPosition> GetPositionAsync(
        MailAccount account, string folder = "INBOX", CancellationToken cancellationToken = default)
    {
        Require(account, MailProtocol.Imap);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var context = new WatchContext(CommandsFor(account, MailProtocol.Imap), new MailWatchOptions { Folder = folder }, _logger);
        var session = await ImapSession.OpenAsync(context, _factory, FolderAccess.ReadOnly, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false)) return await ImapCursor.GetEndAsync(session, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<MailboxPosition> GetPositionAsync(string account, string folder = "INBOX", CancellationToken cancellationToken = default) =>
        GetPositionAsync(_accounts.Get(account), folder, cancellationToken);

    /// <inheritdoc />
    public async Task<Pop3Position> GetPop3PositionAsync(MailAccount account, CancellationToken cancellationToken = default)
    {
        Require(account, MailProtocol.Pop3);
        var session = await Pop3Session.OpenAsync(
            CommandsFor(account, MailProtocol.Pop3), _factory, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false)) return new Pop3Position(session.Messages.Select(message => message.Key), []);
    }

    /// <inheritdoc />
    public Task<Pop3Position> GetPop3PositionAsync(string account, CancellationToken cancellationToken = default) =>
        GetPop3PositionAsync(_accounts.Get(account), cancellationToken);

    private static void Require(MailAccount account, MailProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (account.GetEndpoint(protocol) is null)
        {
            throw new ArgumentException(
                $"The account '{account.Name}' has no {protocol.ToString().ToUpperInvariant()} server.", nameof(account));
        }
    }

    private WatchCommands CommandsFor(MailAccount account, MailProtocol protocol) => new(account, protocol, _options);

    private async IAsyncEnumerable<MailArrival> EnumerateAsync(
        WatchContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = new ImapWatch(context, _factory);
        await using (watch.ConfigureAwait(false))
        {
            while (true) yield return await watch.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<Pop3Arrival> EnumeratePop3Async(
        WatchCommands commands, Pop3WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = new Pop3Watch(commands, options, _factory, _logger);
        await using (watch.ConfigureAwait(false))
        {
            while (true) yield return await watch.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
