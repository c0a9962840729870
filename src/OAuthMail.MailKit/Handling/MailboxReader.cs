using System.Globalization;
using System.Runtime.CompilerServices;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit.Handling;

/// <summary>Watches a mailbox from a stored position, over the protocol of the handler.</summary>
internal sealed class MailboxReader(IMailWatcher watcher, MailAccount account, HandlerRegistration registration)
{
    /// <summary>How long a search for one message lasts.</summary>
    private static readonly TimeSpan SearchTimeout = TimeSpan.FromMinutes(1);

    /// <summary>How long a search waits for a server that cannot be reached.</summary>
    private static readonly TimeSpan MaxOutage = TimeSpan.FromSeconds(30);

    public MailProtocol Protocol { get; } = registration.ProtocolOf(account);

    /// <summary>Returns the position at which a handler begins that runs for the first time.</summary>
    public async Task<string> GetStartAsync(CancellationToken cancellationToken)
    {
        var isAll = registration.Options.Start == MailHandlerStart.AllMessages;
        if (Protocol == MailProtocol.Pop3)
        {
            return (isAll
                ? Pop3Position.Beginning
                : await watcher.GetPop3PositionAsync(account, cancellationToken).ConfigureAwait(false)).ToString();
        }

        return (isAll
            ? MailboxPosition.Beginning
            : await watcher.GetPositionAsync(account, registration.Options.Folder, cancellationToken).ConfigureAwait(false)).ToString();
    }

    public IAsyncEnumerable<IncomingMail> ReadAsync(string position, CancellationToken cancellationToken) =>
        ReadAsync(position, registration.Options.Folder, new WatchRetryOptions(), cancellationToken);

    /// <summary>Finds a failed message, and uses it.</summary>
    /// <returns>Whether the message exists.</returns>
    /// <exception cref="OAuthMailException">The mailbox cannot be reached.</exception>
    public async Task<bool> UseAsync(
        FailureRecord failure, Func<IncomingMail, Task> use, TimeProvider clock, CancellationToken cancellationToken)
    {
        var folder = failure.MovedTo ?? failure.Folder;
        var messageId = failure.MovedTo is null ? failure.MessageId : failure.MovedId;
        if (messageId is null) return false;
        if (await FindPositionBeforeAsync(messageId, folder, cancellationToken).ConfigureAwait(false) is not { } position) return false;

        // A watch does not end when a mailbox has no more messages, and a watch of a handler waits for a server that is down.
        using var limit = new TimeLimit(clock, SearchTimeout, cancellationToken);
        var retry = new WatchRetryOptions { MaxOutage = MaxOutage };
        var mails = ReadAsync(position, folder, retry, limit.Token).GetAsyncEnumerator(limit.Token);
        await using var held = mails.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await mails.MoveNextAsync().ConfigureAwait(false)) return false;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return false;
            }
            catch (MailServerException gone) when (gone.Problem == Problems.MessageGone)
            {
                return false;
            }

            if (mails.Current.Id == messageId)
            {
                await use(mails.Current).ConfigureAwait(false);
                return true;
            }

            // Over IMAP, the message would be the first.
            if (Protocol == MailProtocol.Imap) return false;
        }
    }

    /// <summary>
    /// Returns a position at which a watch delivers a message, or <see langword="null"/> if it does not exist: no message follows, or the
    /// folder was created again.
    /// </summary>
    private async Task<string?> FindPositionBeforeAsync(string messageId, string folder, CancellationToken cancellationToken)
    {
        if (Protocol == MailProtocol.Pop3)
        {
            var all = await watcher.GetPop3PositionAsync(account, cancellationToken).ConfigureAwait(false);
            var key = UidlKey.Of(messageId);
            if (all.Messages.Count == 0) return null;

            // The message of a server without unique ids has another key.
            var seen = all.Messages.ContainsKey(key) ? all.Messages.Keys.Where(other => other != key) : [];
            return new Pop3Position(seen, []).ToString();
        }

        if (watcher is MailWatcher { Graph: { } graph } && account.Transport == MailTransport.Graph)
        {
            return graph.GetPositionOf(messageId).ToString();
        }

        var parts = messageId.Split('-');
        var (validity, uid) = (uint.Parse(parts[0], CultureInfo.InvariantCulture), uint.Parse(parts[1], CultureInfo.InvariantCulture));
        var end = await watcher.GetPositionAsync(account, folder, cancellationToken).ConfigureAwait(false);
        return end.UidValidity == validity && end.Uid >= uid ? new MailboxPosition(validity, uid - 1).ToString() : null;
    }

    private IAsyncEnumerable<IncomingMail> ReadAsync(
        string position, string folder, WatchRetryOptions retry, CancellationToken cancellationToken) => Protocol == MailProtocol.Pop3
            ? ReadPop3Async(position, retry, cancellationToken)
            : ReadImapAsync(position, folder, retry, cancellationToken);

    private async IAsyncEnumerable<IncomingMail> ReadImapAsync(
        string position, string folder, WatchRetryOptions retry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new MailWatchOptions { Folder = folder, From = MailboxPosition.Parse(position), Retry = retry };
        await foreach (var arrival in watcher.WatchAsync(account, options, cancellationToken).ConfigureAwait(false))
        {
            yield return IncomingMail.From(arrival);
        }
    }

    private async IAsyncEnumerable<IncomingMail> ReadPop3Async(
        string position, WatchRetryOptions retry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new Pop3WatchOptions { From = Pop3Position.Parse(position), Retry = retry };
        await foreach (var arrival in watcher.WatchPop3Async(account, options, cancellationToken).ConfigureAwait(false))
        {
            yield return IncomingMail.From(arrival);
        }
    }
}
