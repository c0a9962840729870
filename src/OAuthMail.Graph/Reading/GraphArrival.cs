using MailKit;
using MimeKit;
using OAuthMail.MailKit;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.Graph.Reading;

/// <summary>
/// An arrival of a watch through Microsoft Graph. Its UID is the number of the arrival, because Graph has none; the id of the message is
/// immutable, also when it is moved.
/// </summary>
internal sealed class GraphArrival(
    GraphWatch watch, ArrivalScope scope, GraphItem item, uint sequence, MailboxPosition position, bool isResynchronized) : MailArrival
{
    public override MailAccount Account => watch.Context.Account;

    public override string Folder => watch.Context.Folder;

    public override IMessageSummary Summary { get; } = new MessageSummary((int)Math.Min(sequence, int.MaxValue) - 1)
    {
        UniqueId = new UniqueId(sequence),
        Envelope = item.Envelope,
        InternalDate = item.ReceivedAt,
        Flags = item.IsRead ? MessageFlags.Seen : MessageFlags.None,
    };

    public override MailboxPosition Position => position;

    public override bool IsResynchronized => isResynchronized;

    internal override string ItemId => item.Id;

    public override Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default) =>
        watch.UseAsync(scope, mailbox => mailbox.GetMessageAsync(item.Id, cancellationToken), cancellationToken);

    public override Task AddFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default) =>
        ChangeAsync(flags, isSet: true, cancellationToken);

    public override Task RemoveFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default) =>
        ChangeAsync(flags, isSet: false, cancellationToken);

    public override Task MoveToAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return RunAsync(mailbox => mailbox.MoveAsync(item.Id, folder, cancellationToken), cancellationToken);
    }

    public override Task<T> UseAsync<T>(
        Func<IMailFolder, UniqueId, CancellationToken, Task<T>> action, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Microsoft Graph has no IMAP folder. Use the other methods of the arrival.");

    internal override Task DeleteItemAsync(CancellationToken cancellationToken) =>
        RunAsync(mailbox => mailbox.DeleteAsync(item.Id, cancellationToken), cancellationToken);

    private Task ChangeAsync(MessageFlags flags, bool isSet, CancellationToken cancellationToken)
    {
        if ((flags & ~(MessageFlags.Seen | MessageFlags.Flagged)) != 0)
        {
            throw new NotSupportedException("Through Microsoft Graph, only the flags Seen and Flagged can be changed.");
        }

        var changes = new List<string>();
        if ((flags & MessageFlags.Seen) != 0) changes.Add($"\"isRead\":{(isSet ? "true" : "false")}");
        if ((flags & MessageFlags.Flagged) != 0) changes.Add($"\"flag\":{{\"flagStatus\":\"{(isSet ? "flagged" : "notFlagged")}\"}}");
        return changes.Count == 0
            ? Task.CompletedTask
            : RunAsync(mailbox => mailbox.UpdateAsync(item.Id, $"{{{string.Join(",", changes)}}}", cancellationToken), cancellationToken);
    }

    private Task<bool> RunAsync(Func<GraphMailbox, Task> action, CancellationToken cancellationToken) => watch.UseAsync(
        scope,
        async mailbox =>
        {
            await action(mailbox).ConfigureAwait(false);
            return true;
        },
        cancellationToken);
}
