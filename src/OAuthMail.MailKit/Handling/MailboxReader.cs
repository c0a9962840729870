using System.Globalization;
using System.Runtime.CompilerServices;

namespace OAuthMail.MailKit.Handling;

/// <summary>Watches a mailbox from a stored position, over the protocol of the handler.</summary>
internal sealed class MailboxReader(IMailWatcher watcher, MailAccount account, HandlerRegistration registration)
{
    private static readonly TimeSpan SearchTimeout = TimeSpan.FromMinutes(1);

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
        Protocol == MailProtocol.Pop3 ? ReadPop3Async(position, cancellationToken) : ReadImapAsync(position, cancellationToken);

    /// <summary>Finds a message by its id, and uses it.</summary>
    /// <returns>Whether the message exists.</returns>
    public async Task<bool> UseAsync(
        string messageId, Func<IncomingMail, Task> use, TimeProvider clock, CancellationToken cancellationToken)
    {
        // A watch does not end when a mailbox has no more messages.
        using var limit = new TimeLimit(clock, SearchTimeout, cancellationToken);
        var mails = ReadAsync(PositionBefore(messageId), limit.Token).GetAsyncEnumerator(limit.Token);
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

            if (mails.Current.Id == messageId)
            {
                await use(mails.Current).ConfigureAwait(false);
                return true;
            }

            // Over IMAP, the message would be the first.
            if (Protocol == MailProtocol.Imap) return false;
        }
    }

    private string PositionBefore(string messageId)
    {
        if (Protocol == MailProtocol.Pop3) return Pop3Position.Beginning.ToString();
        var parts = messageId.Split('-');
        var (validity, uid) = (uint.Parse(parts[0], CultureInfo.InvariantCulture), uint.Parse(parts[1], CultureInfo.InvariantCulture));
        return new MailboxPosition(validity, uid - 1).ToString();
    }

    private async IAsyncEnumerable<IncomingMail> ReadImapAsync(
        string position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new MailWatchOptions { Folder = registration.Options.Folder, From = MailboxPosition.Parse(position) };
        await foreach (var arrival in watcher.WatchAsync(account, options, cancellationToken).ConfigureAwait(false))
        {
            yield return IncomingMail.From(arrival);
        }
    }

    private async IAsyncEnumerable<IncomingMail> ReadPop3Async(
        string position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new Pop3WatchOptions { From = Pop3Position.Parse(position) };
        await foreach (var arrival in watcher.WatchPop3Async(account, options, cancellationToken).ConfigureAwait(false))
        {
            yield return IncomingMail.From(arrival);
        }
    }
}
