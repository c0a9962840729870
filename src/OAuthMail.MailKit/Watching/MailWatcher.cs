using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OAuthMail.MailKit.Connections;
using OAuthMail.MailKit.Authentication;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit;

/// <summary>Watches mailboxes over connections of a factory. It is safe for concurrent use and for any number of watches.</summary>
public sealed class MailWatcher : IMailWatcher
{
    private readonly IMailAccounts _accounts;
    private readonly IMailClientFactory _factory;
    private readonly MailWatcherOptions _options;
    private readonly ILogger _logger;
    private readonly WatchMetrics _metrics;

    /// <summary>Creates a watcher.</summary>
    /// <param name="factory">
    /// Connects and logs in clients, and knows the accounts. It can be a decorator of <see cref="MailClientFactory"/>, or a test double.
    /// </param>
    /// <param name="options">
    /// The time limits, the clock and the log, or <see langword="null"/> for the defaults. Later changes have no effect.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <see cref="IMailClientFactory.Accounts"/> of the factory is <see langword="null"/>.
    /// </exception>
    /// <exception cref="MailConfigurationException">Options are out of range. The message lists all of them.</exception>
    public MailWatcher(IMailClientFactory factory, MailWatcherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _accounts = factory.Accounts ?? throw new ArgumentException("The factory's Accounts must not be null.", nameof(factory));
        _factory = factory;
        _options = options?.Clone() ?? new MailWatcherOptions();
        _options.Validate();
        _logger = SafeLogger.Create(_options.LoggerFactory, "OAuthMail.MailKit.Watching");
        _metrics = WatchMetrics.Of(_options.MeterFactory);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<MailArrival> WatchAsync(
        MailAccount account, MailWatchOptions options, CancellationToken cancellationToken = default)
    {
        RequireServer(account, MailProtocol.Imap);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (account.Transport == MailTransport.Graph) RequireGraph(account);
        return EnumerateAsync(new WatchContext(CreateRunner(account, MailProtocol.Imap), options, _logger, _metrics), cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<MailArrival> WatchAsync(
        string account, MailWatchOptions options, CancellationToken cancellationToken = default) =>
        WatchAsync(_accounts.Find(account), options, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<Pop3Arrival> WatchPop3Async(
        MailAccount account, Pop3WatchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireServer(account, MailProtocol.Pop3);
        options.Validate();
        return EnumeratePop3Async(CreateRunner(account, MailProtocol.Pop3), options, cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<Pop3Arrival> WatchPop3Async(
        string account, Pop3WatchOptions options, CancellationToken cancellationToken = default) =>
        WatchPop3Async(_accounts.Find(account), options, cancellationToken);

    /// <inheritdoc />
    public async Task<MailboxPosition> GetPositionAsync(
        MailAccount account, string folder = "INBOX", CancellationToken cancellationToken = default)
    {
        RequireServer(account, MailProtocol.Imap);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var context = new WatchContext(
            CreateRunner(account, MailProtocol.Imap), new MailWatchOptions { Folder = folder }, _logger, _metrics);
        if (account.Transport == MailTransport.Graph)
        {
            return await RequireGraph(account).GetEndAsync(context, cancellationToken).ConfigureAwait(false);
        }

        var connection = await ImapFolderConnection.OpenAsync(
            context, _factory, FolderAccess.ReadOnly, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await WatchedFolder.GetEndAsync(connection, isSilenceFailure: true, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public Task<MailboxPosition> GetPositionAsync(string account, string folder = "INBOX", CancellationToken cancellationToken = default) =>
        GetPositionAsync(_accounts.Find(account), folder, cancellationToken);

    /// <inheritdoc />
    public async Task<Pop3Position> GetPop3PositionAsync(MailAccount account, CancellationToken cancellationToken = default)
    {
        RequireServer(account, MailProtocol.Pop3);
        var connection = await Pop3MailboxConnection.OpenAsync(
            CreateRunner(account, MailProtocol.Pop3), _factory, listsSizes: false, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false)) return new Pop3Position(connection.Messages.Select(message => message.Key), []);
    }

    /// <inheritdoc />
    public Task<Pop3Position> GetPop3PositionAsync(string account, CancellationToken cancellationToken = default) =>
        GetPop3PositionAsync(_accounts.Find(account), cancellationToken);

    /// <summary>Gets what receives for accounts of Microsoft Graph, or <see langword="null"/>.</summary>
    internal IMailboxTransport? Graph => _options.Graph;

    private IMailboxTransport RequireGraph(MailAccount account) => _options.Graph ?? throw GraphRequirement.Missing(account);

    private static void RequireServer(MailAccount account, MailProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (account.GetEndpoint(protocol) is null)
        {
            throw new ArgumentException(
                $"The account '{account.Name}' has no {protocol.ToString().ToUpperInvariant()} server.", nameof(account));
        }
    }

    private CommandRunner CreateRunner(MailAccount account, MailProtocol protocol) => new(account, protocol, _options);

    private async IAsyncEnumerable<MailArrival> EnumerateAsync(
        WatchContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = context.Account.Transport == MailTransport.Graph
            ? RequireGraph(context.Account).Begin(context)
            : new ImapWatch(context, _factory);
        await using (watch.ConfigureAwait(false))
        {
            while (true) yield return await watch.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<Pop3Arrival> EnumeratePop3Async(
        CommandRunner commands, Pop3WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = new Pop3Watch(commands, options, _factory, _logger, _metrics);
        await using (watch.ConfigureAwait(false))
        {
            while (true) yield return await watch.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
