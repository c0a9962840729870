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
    private readonly CommandRunner _commands;
    private readonly IMailFolder _folder;
    private readonly FolderSearch _search;
    private int _count;
    private bool _hasNewMessages;
    private IdleCommand? _idle;

    private ImapFolderConnection(MailLease<ImapClient> lease, WatchContext context, CommandRunner commands, IMailFolder folder)
    {
        _lease = lease;
        _context = context;
        _commands = commands;
        _folder = folder;
        _search = new FolderSearch(commands, folder, () => IsConnected);
        _count = folder.Count;
        UsesIdle = (lease.Client.Capabilities & ImapCapabilities.Idle) != 0;
        folder.CountChanged += OnCountChanged;
        folder.MessageExpunged += OnMessageExpunged;
    }

    public bool IsConnected => _lease.Client.IsConnected && _folder.IsOpen;

    /// <summary>Gets the token of the login, or <see langword="null"/> if it isn't known.</summary>
    public AccessToken? Token => _lease.Token;

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
        var logger = MailServices.GetLogger(lease.Client);
        logger?.KeepStatusLines();
        var commands = context.Commands.For(logger);
        try
        {
            var folder = await commands.RunAsync("Opening the folder", async token =>
            {
                var found = await FindFolderAsync(lease.Client, context.Folder, token).ConfigureAwait(false);
                await found.OpenAsync(access, token).ConfigureAwait(false);
                return found;
            }, cancellationToken).ConfigureAwait(false);
            return new ImapFolderConnection(lease, context, commands, folder);
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns the UIDs above a UID in ascending order.</summary>
    public Task<uint[]> SearchAfterAsync(uint uid, CancellationToken cancellationToken)
    {
        _hasNewMessages = false;
        return _search.FindAfterAsync(uid, cancellationToken);
    }

    /// <summary>Returns the UIDs that match a query in ascending order.</summary>
    public Task<uint[]> SearchAsync(SearchQuery query, CancellationToken cancellationToken) => _search.FindAsync(query, cancellationToken);

    /// <summary>Creates a query that finds those of the messages that exist.</summary>
    public UidSearchQuery CreateQuery(IEnumerable<uint> uids) => new(uids.Select(CreateUid).ToList());

    /// <summary>Creates a summary that contains only the UID.</summary>
    public MessageSummary CreateSummary(uint uid) => new(_folder, 0) { UniqueId = CreateUid(uid) };

    /// <summary>
    /// Fetches the summaries of messages in ascending order. Messages that the server doesn't return are omitted. A summary lacks the items
    /// that the server doesn't return.
    /// </summary>
    public Task<List<IMessageSummary>> FetchAsync(
        IReadOnlyList<uint> uids, MessageSummaryItems items, CancellationToken cancellationToken) =>
        _commands.RunAsync("Fetching", async token =>
        {
            var requested = new HashSet<uint>(uids);
            var summaries = await _folder.FetchAsync(uids.Select(CreateUid).ToList(), items, token).ConfigureAwait(false);
            return summaries.Where(one => one.UniqueId.IsValid && requested.Remove(one.UniqueId.Id))
                .OrderBy(one => one.UniqueId.Id).ToList();
        }, cancellationToken);

    /// <summary>
    /// Returns whether the server delivers the envelope of any other message, or <see langword="null"/> if the folder contains no other.
    /// </summary>
    public async Task<bool?> CanReadAnotherAsync(IReadOnlyCollection<uint> uids, CancellationToken cancellationToken)
    {
        if (await FindAnotherAsync(uids, cancellationToken).ConfigureAwait(false) is not { } other) return null;
        try
        {
            var found = await FetchAsync([other], MailWatchOptions.MinimumItems, cancellationToken).ConfigureAwait(false);
            return found.Count > 0 && found[0].Envelope is not null;
        }
        catch (MailServerException) when (IsConnected)
        {
            return false;
        }
    }

    /// <summary>
    /// Returns whether the server delivers the content of any other message, or <see langword="null"/> if the folder contains no other.
    /// </summary>
    public async Task<bool?> CanFetchAnotherAsync(uint uid, CancellationToken cancellationToken)
    {
        if (await FindAnotherAsync([uid], cancellationToken).ConfigureAwait(false) is not { } other) return null;
        try
        {
            return await _commands.RunAsync("Fetching", async token =>
            {
                using var content = await _folder.GetStreamAsync(CreateUid(other), 0, 1, token).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException) when (IsConnected)
        {
            return false;
        }
    }

    /// <summary>Returns the UID of the last message, or <see langword="null"/> if the folder is empty.</summary>
    public async Task<uint?> FindLastUidAsync(CancellationToken cancellationToken) =>
        (await FetchLastAsync(MessageSummaryItems.UniqueId, cancellationToken).ConfigureAwait(false))?.UniqueId.Id;

    /// <summary>Records that a summary shows how many messages there are up to it.</summary>
    public void SetCounted(IMessageSummary summary) => _search.SetCounted(summary.UniqueId.Id, summary.Index + 1);

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
        catch (MailServerException) when (IsConnected)
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
        _commands.RunAsync(step, token => action(_folder, token), cancellationToken);

    /// <summary>Fetches a whole message.</summary>
    public Task<MimeMessage> FetchMessageAsync(UniqueId uid, CancellationToken cancellationToken) =>
        _commands.TransferAsync("Fetching the message", async token =>
        {
            try
            {
                return await _folder.GetMessageAsync(uid, token).ConfigureAwait(false);
            }
            catch (Exception failure) when (WatchFailures.IsContentFailure(failure))
            {
                throw _context.Unparsable(uid.Id, failure);
            }
        }, cancellationToken);

    /// <summary>Runs an action of the caller on the open folder.</summary>
    public Task<T> RunCallersAsync<T>(Func<IMailFolder, Task<T>> action, CancellationToken cancellationToken) =>
        _commands.RunCallersAsync(() => action(_folder), () => _lease.Client.IsConnected, cancellationToken);

    /// <summary>Finds another folder of the mailbox.</summary>
    public Task<IMailFolder> FindFolderAsync(string path, CancellationToken cancellationToken) =>
        _commands.RunAsync($"Finding the folder '{path}'", token => FindFolderAsync(_lease.Client, path, token), cancellationToken);

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
        _commands.RunAsync("Fetching", async token =>
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
            await _commands.RunUnlimitedAsync(
                "IDLE", () => idle.RunAsync(_lease.Client), CancellationToken.None).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (IsConnected && WatchFailures.IsUnknownRejection(failure))
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
        await _commands.RunAsync("NOOP", async token =>
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

    private void OnMessageExpunged(object? sender, MessageEventArgs e)
    {
        _count = _folder.Count;
        _search.OnExpunged(e.Index);
    }

    private UniqueId CreateUid(uint uid) => new(UidValidity, uid);

    /// <summary>Finds another message: the last one, or else the first one.</summary>
    private async Task<uint?> FindAnotherAsync(IReadOnlyCollection<uint> uids, CancellationToken cancellationToken)
    {
        foreach (var index in new[] { _folder.Count - 1, 0 })
        {
            if (index < 0) continue;
            var found = await _commands.RunAsync(
                "Fetching", token => _folder.FetchAsync(index, index, MessageSummaryItems.UniqueId, token),
                cancellationToken).ConfigureAwait(false);
            var uid = found.FirstOrDefault(one => one.Index == index)?.UniqueId;
            if (uid is { IsValid: true } other && !uids.Contains(other.Id)) return other.Id;
        }
        return null;
    }
}
