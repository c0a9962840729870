using MailKit.Net.Imap;
using MailKit.Search;
using MimeKit;

namespace OAuthMail.MailKit.Watching;

/// <summary>One connection with one folder open. Every failure leaves it as an exception of ours.</summary>
internal sealed class ImapSession : IAsyncDisposable
{
    public const string Idle = "IDLE";

    private readonly MailLease<ImapClient> _lease;
    private readonly WatchContext _context;
    private readonly IMailFolder _folder;
    private int _count;
    private bool _hasNews;
    private bool _idles;
    private IdleRound? _round;

    private ImapSession(MailLease<ImapClient> lease, WatchContext context, IMailFolder folder)
    {
        _lease = lease;
        _context = context;
        _folder = folder;
        _count = folder.Count;
        _idles = (lease.Client.Capabilities & ImapCapabilities.Idle) != 0;
        folder.CountChanged += OnCountChanged;
        folder.MessageExpunged += OnMessageExpunged;
    }

    public bool IsConnected => _lease.Client.IsConnected && _folder.IsOpen;

    public uint UidValidity => _folder.UidValidity;

    /// <summary>
    /// The UID that the next message was to get when the folder was opened, or later; null where the server does not say.
    /// </summary>
    public uint? UidNext => _folder.UidNext?.Id;

    public string Manner => _idles ? Idle : "asking";

    public IMailFolder Folder => _folder;

    public static async Task<ImapSession> OpenAsync(
        WatchContext context, IMailClientFactory factory, FolderAccess access, CancellationToken cancellationToken)
    {
        var lease = await factory.ConnectImapAsync(context.Account, cancellationToken).ConfigureAwait(false);
        try
        {
            var folder = await context.Commands.RunAsync("Opening the folder", async token =>
            {
                var found = await FindFolderAsync(lease.Client, context.Folder, token).ConfigureAwait(false);
                await found.OpenAsync(access, token).ConfigureAwait(false);
                return found;
            }, cancellationToken).ConfigureAwait(false);
            return new ImapSession(lease, context, folder);
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The UIDs above one, ascending.</summary>
    public async Task<uint[]> SearchAfterAsync(uint uid, CancellationToken cancellationToken)
    {
        _hasNews = false;
        if (uid == uint.MaxValue) return [];

        // "n:*" names the last message too where none is as high as n (RFC 3501 section 6.4.8).
        var range = new UniqueIdRange(UidValidity, uid + 1, uint.MaxValue);
        var found = await SearchAsync(SearchQuery.Uids(range), cancellationToken).ConfigureAwait(false);
        return Array.FindAll(found, one => one > uid);
    }

    /// <summary>The UIDs that match, ascending.</summary>
    public Task<uint[]> SearchAsync(SearchQuery query, CancellationToken cancellationToken) =>
        _context.Commands.RunAsync("The search", async token =>
    {
        var found = await _folder.SearchAsync(query, token).ConfigureAwait(false);
        var uids = found.Select(uid => uid.Id).Distinct().ToArray();
        Array.Sort(uids);
        return uids;
    }, cancellationToken);

    /// <summary>What the server tells of messages, ascending; those that are gone are left out.</summary>
    public Task<List<IMessageSummary>> FetchAsync(
        IReadOnlyList<uint> uids, MessageSummaryItems items, CancellationToken cancellationToken) =>
        _context.Commands.RunAsync("Fetching", async token =>
    {
        var wanted = new HashSet<uint>(uids);
        var list = uids.Select(uid => new UniqueId(UidValidity, uid)).ToList();
        var told = await _folder.FetchAsync(list, items, token).ConfigureAwait(false);

        // A change of flags that the server tells of meanwhile looks like an answer that lacks most of what was asked for.
        return told.Where(
            one => (one.Fields & MailWatchOptions.MinimumItems) == MailWatchOptions.MinimumItems
                && wanted.Remove(one.UniqueId.Id)).OrderBy(one => one.UniqueId.Id).ToList();
    }, cancellationToken);

    /// <summary>As <see cref="FetchAsync"/>, message by message where the server refuses all of them for the sake of one.</summary>
    /// <param name="uids">The messages.</param>
    /// <param name="items">What to fetch.</param>
    /// <param name="onRefused">Told of each that the server refuses, and why.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<List<IMessageSummary>> FetchReadableAsync(
        IReadOnlyList<uint> uids, MessageSummaryItems items, Action<uint, string> onRefused, CancellationToken cancellationToken)
    {
        try
        {
            return await FetchAsync(uids, items, cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (WatchFailures.IsUnknownRefusal(failure) && IsConnected)
        {
            if (uids.Count == 1)
            {
                onRefused(uids[0], failure.Detail);
                return [];
            }
        }

        var told = new List<IMessageSummary>();
        foreach (var uid in uids) told.AddRange(await FetchReadableAsync([uid], items, onRefused, cancellationToken).ConfigureAwait(false));
        return told;
    }

    /// <summary>The last message; only its UID where the server cannot read it, and null where the folder is empty.</summary>
    public async Task<IMessageSummary?> FetchLastAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await FetchLastAsync(MailWatchOptions.MinimumItems, cancellationToken).ConfigureAwait(false) is { } last) return last;
        }
        catch (MailServerException failure) when (WatchFailures.IsUnknownRefusal(failure) && IsConnected)
        {
            // A damaged message still has a number.
        }

        return await FetchLastAsync(MessageSummaryItems.UniqueId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until something may have come: the server says so, a while has passed, or the caller gives up.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_hasNews) return;
        if (_idles) await IdleAsync(cancellationToken).ConfigureAwait(false);
        else await PollAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does something with the open folder whose answer is short.</summary>
    public Task<T> UseAsync<T>(string step, Func<IMailFolder, CancellationToken, Task<T>> action, CancellationToken cancellationToken) =>
        _context.Commands.RunAsync(step, token => action(_folder, token), cancellationToken);

    /// <summary>Fetches a whole message.</summary>
    public Task<MimeMessage> FetchMessageAsync(UniqueId uid, CancellationToken cancellationToken) =>
        _context.Commands.TransferAsync("Fetching the message", token => _folder.GetMessageAsync(uid, token), cancellationToken);

    /// <summary>Lets the caller do something with the open folder.</summary>
    public Task<T> LetAsync<T>(Func<IMailFolder, Task<T>> action, CancellationToken cancellationToken) =>
        _context.Commands.LetAsync(() => action(_folder), () => _lease.Client.IsConnected, cancellationToken);

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
        var told = await _folder.FetchAsync(_folder.Count - 1, -1, items, token).ConfigureAwait(false);
        return told.LastOrDefault(one => (one.Fields & items) == items);
    }, cancellationToken);

    private async Task IdleAsync(CancellationToken cancellationToken)
    {
        using var round = new IdleRound(_context.Clock, _context.Options.IdleLimit, _context.Account.Connection.Timeout, cancellationToken);
        try
        {
            _round = round;
            if (_hasNews) round.End();

            // Not by the caller's token, which would cut the connection: IDLE is ended in order, and then there is a goodbye.
            await _context.Commands.GuardAsync("IDLE", () => round.RunAsync(_lease.Client), CancellationToken.None).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (failure.InnerException is ImapCommandException && WatchFailures.IsUnknownRefusal(failure))
        {
            StopIdling();
            return;
        }
        finally
        {
            _round = null;
        }

        // A server that ends IDLE by itself, and stays, would be asked in a circle without a pause.
        if (!round.WasEnded) StopIdling();
    }

    private void StopIdling()
    {
        _idles = false;
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
            _hasNews = true;
            _round?.End();
        }

        _count = count;
    }

    private void OnMessageExpunged(object? sender, MessageEventArgs e) => _count = _folder.Count;
}
