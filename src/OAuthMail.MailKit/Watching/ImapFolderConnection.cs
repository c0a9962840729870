using MailKit.Net.Imap;
using MailKit.Search;
using MimeKit;
using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// One IMAP connection with one open folder. All failures are thrown as exceptions with a problem of the catalogue.
/// </summary>
internal sealed class ImapFolderConnection : IAsyncDisposable
{
    private readonly MailLease<ImapClient> _lease;
    private readonly WatchContext _context;
    private readonly IMailFolder _folder;
    private int _count;
    private bool _hasNewMessages;
    private IdleCommand? _idle;

    private ImapFolderConnection(MailLease<ImapClient> lease, WatchContext context, IMailFolder folder)
    {
        _lease = lease;
        _context = context;
        _folder = folder;
        _count = folder.Count;
        UsesIdle = (lease.Client.Capabilities & ImapCapabilities.Idle) != 0;
        folder.CountChanged += OnCountChanged;
        folder.MessageExpunged += OnMessageExpunged;
    }

    public bool IsConnected => _lease.Client.IsConnected && _folder.IsOpen;

    public uint UidValidity => _folder.UidValidity;

    /// <summary>
    /// Gets the next UID that the server announced when the folder was opened or later, or <see langword="null"/> if it announced none.
    /// </summary>
    public uint? UidNext => _folder.UidNext?.Id;

    /// <summary>Gets a value that indicates whether the connection waits with IDLE. Otherwise it polls.</summary>
    public bool UsesIdle { get; private set; }

    public IMailFolder Folder => _folder;

    public static async Task<ImapFolderConnection> OpenAsync(
        WatchContext context, IMailClientFactory factory, FolderAccess access, CancellationToken cancellationToken)
    {
        var lease = await factory.ConnectImapAsync(context.Account, cancellationToken).ConfigureAwait(false);
        context.Commands.Redactor = LoginRedactor.Of(lease.Client);
        try
        {
            var folder = await context.Commands.RunAsync("Opening the folder", async token =>
            {
                var found = await FindFolderAsync(lease.Client, context.Folder, token).ConfigureAwait(false);
                await found.OpenAsync(access, token).ConfigureAwait(false);
                return found;
            }, cancellationToken).ConfigureAwait(false);
            return new ImapFolderConnection(lease, context, folder);
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns the UIDs above a UID in ascending order.</summary>
    public async Task<uint[]> SearchAfterAsync(uint uid, CancellationToken cancellationToken)
    {
        _hasNewMessages = false;
        if (uid == uint.MaxValue) return [];

        // "n:*" includes the last message even if its UID is below n (RFC 3501 section 6.4.8).
        var range = new UniqueIdRange(UidValidity, uid + 1, uint.MaxValue);
        var found = await SearchAsync(SearchQuery.Uids(range), cancellationToken).ConfigureAwait(false);
        return Array.FindAll(found, one => one > uid);
    }

    /// <summary>Returns the UIDs that match a query in ascending order.</summary>
    public Task<uint[]> SearchAsync(SearchQuery query, CancellationToken cancellationToken) =>
        _context.Commands.RunAsync("The search", async token =>
        {
            var found = await _folder.SearchAsync(query, token).ConfigureAwait(false);
            var uids = found.Select(uid => uid.Id).Distinct().ToArray();
            Array.Sort(uids);
            return uids;
        }, cancellationToken);

    /// <summary>Fetches the summaries of messages in ascending order. Messages that no longer exist are omitted.</summary>
    public Task<List<IMessageSummary>> FetchAsync(
        IReadOnlyList<uint> uids, MessageSummaryItems items, CancellationToken cancellationToken) =>
        _context.Commands.RunAsync("Fetching", async token =>
        {
            var requested = new HashSet<uint>(uids);
            var list = uids.Select(uid => new UniqueId(UidValidity, uid)).ToList();
            var summaries = await _folder.FetchAsync(list, items, token).ConfigureAwait(false);

            // A server may report changed flags in between. MailKit returns them as summaries without the requested items.
            return summaries.Where(
                one => (one.Fields & MailWatchOptions.MinimumItems) == MailWatchOptions.MinimumItems
                    && requested.Remove(one.UniqueId.Id)).OrderBy(one => one.UniqueId.Id).ToList();
        }, cancellationToken);

    /// <summary>
    /// Fetches summaries as <see cref="FetchAsync"/> does. If the server rejects the command because of one message, it fetches them one by
    /// one.
    /// </summary>
    /// <param name="uids">The messages.</param>
    /// <param name="items">The items to fetch.</param>
    /// <param name="onRejected">Called with each message that the server can't read, and the reason.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    public async Task<List<IMessageSummary>> FetchReadableAsync(
        IReadOnlyList<uint> uids, MessageSummaryItems items, Action<uint, string> onRejected, CancellationToken cancellationToken)
    {
        try
        {
            return await FetchAsync(uids, items, cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (WatchFailures.IsUnknownRejection(failure) && IsConnected)
        {
            if (uids.Count == 1)
            {
                onRejected(uids[0], failure.Detail);
                return [];
            }
        }

        var summaries = new List<IMessageSummary>();
        foreach (var uid in uids)
        {
            summaries.AddRange(await FetchReadableAsync([uid], items, onRejected, cancellationToken).ConfigureAwait(false));
        }
        return summaries;
    }

    /// <summary>
    /// Fetches the summary of the last message. It contains only the UID if the server can't read the message. It is
    /// <see langword="null"/> if the folder is empty.
    /// </summary>
    public async Task<IMessageSummary?> FetchLastAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await FetchLastAsync(MailWatchOptions.MinimumItems, cancellationToken).ConfigureAwait(false) is { } last) return last;
        }
        catch (MailServerException failure) when (WatchFailures.IsUnknownRejection(failure) && IsConnected)
        {
            // The UID of a damaged message can still be fetched.
        }

        return await FetchLastAsync(MessageSummaryItems.UniqueId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until there may be new messages: the server reports them, or an interval has passed.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_hasNewMessages) return;
        if (UsesIdle) await IdleAsync(cancellationToken).ConfigureAwait(false);
        else await PollAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a command on the open folder whose reply is short.</summary>
    public Task<T> RunAsync<T>(string step, Func<IMailFolder, CancellationToken, Task<T>> action, CancellationToken cancellationToken) =>
        _context.Commands.RunAsync(step, token => action(_folder, token), cancellationToken);

    /// <summary>Fetches a whole message.</summary>
    public Task<MimeMessage> FetchMessageAsync(UniqueId uid, CancellationToken cancellationToken) =>
        _context.Commands.TransferAsync("Fetching the message", token => _folder.GetMessageAsync(uid, token), cancellationToken);

    /// <summary>Runs an action of the caller on the open folder.</summary>
    public Task<T> RunCallersAsync<T>(Func<IMailFolder, Task<T>> action, CancellationToken cancellationToken) =>
        _context.Commands.RunCallersAsync(() => action(_folder), () => _lease.Client.IsConnected, cancellationToken);

    /// <summary>Finds another folder of the mailbox.</summary>
    public Task<IMailFolder> FindFolderAsync(string path, CancellationToken cancellationToken) =>
        _context.Commands.RunAsync($"Finding the folder '{path}'", token => FindFolderAsync(_lease.Client, path, token), cancellationToken);

    public ValueTask DisposeAsync()
    {
        _folder.CountChanged -= OnCountChanged;
        _folder.MessageExpunged -= OnMessageExpunged;
        return _lease.DisposeAsync();
    }

    private static async Task<IMailFolder> FindFolderAsync(ImapClient client, string path, CancellationToken cancellationToken) =>
        path.Equals("INBOX", StringComparison.OrdinalIgnoreCase) && client.Inbox is { } inbox
            ? inbox
            : await client.GetFolderAsync(path, cancellationToken).ConfigureAwait(false);

    private Task<IMessageSummary?> FetchLastAsync(MessageSummaryItems items, CancellationToken cancellationToken) =>
        _context.Commands.RunAsync("Fetching", async token =>
        {
            if (_folder.Count == 0) return null;
            var summaries = await _folder.FetchAsync(_folder.Count - 1, -1, items, token).ConfigureAwait(false);
            return summaries.LastOrDefault(one => (one.Fields & items) == items);
        }, cancellationToken);

    private async Task IdleAsync(CancellationToken cancellationToken)
    {
        using var idle = new IdleCommand(
            _context.Clock, _context.Options.IdleLimit, _context.Account.Connection.Timeout, cancellationToken);
        try
        {
            _idle = idle;
            if (_hasNewMessages) idle.End();

            // The caller's token isn't passed on, because it would abort the connection. It ends IDLE with DONE, and LOGOUT follows.
            await _context.Commands.RunUnlimitedAsync(
                "IDLE", () => idle.RunAsync(_lease.Client), CancellationToken.None).ConfigureAwait(false);
        }
        catch (MailServerException failure)
            when (failure.InnerException is ImapCommandException && WatchFailures.IsUnknownRejection(failure))
        {
            DisableIdle();
            return;
        }
        finally
        {
            _idle = null;
        }

        // A server that ends IDLE by itself and stays connected would otherwise be sent one IDLE after another without a pause.
        if (!idle.WasEndedByClient) DisableIdle();
    }

    private void DisableIdle()
    {
        UsesIdle = false;
        WatchLog.IdleFails(_context.Logger, _context.Account.Name, _context.Folder, _context.Options.PollInterval);
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        await _context.Clock.Delay(_context.Options.PollInterval, cancellationToken).ConfigureAwait(false);
        await _context.Commands.RunAsync("NOOP", async token =>
        {
            await _lease.Client.NoOpAsync(token).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    private void OnCountChanged(object? sender, EventArgs e)
    {
        var count = _folder.Count;
        if (count > _count)
        {
            _hasNewMessages = true;
            _idle?.End();
        }

        _count = count;
    }

    private void OnMessageExpunged(object? sender, MessageEventArgs e) => _count = _folder.Count;
}
