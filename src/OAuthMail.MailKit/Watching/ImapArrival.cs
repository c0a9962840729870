using System.Runtime.ExceptionServices;
using MimeKit;

namespace OAuthMail.MailKit.Watching;

/// <summary>An arrival of a watch over IMAP.</summary>
internal sealed class ImapArrival : MailArrival
{
    private readonly ImapWatch _watch;
    private readonly ArrivalScope _scope;
    private readonly MailboxPosition _messagePosition;

    public ImapArrival(
        ImapWatch watch, ArrivalScope scope, FetchedSummary fetched, MailboxPosition messagePosition, MailboxPosition position,
        bool isResynchronized)
    {
        _watch = watch;
        _scope = scope;
        _messagePosition = messagePosition;
        Summary = fetched.Summary;
        Envelope = Summary.Envelope ?? new Envelope();
        Failure = fetched.Failure;
        Position = position;
        IsResynchronized = isResynchronized;
    }

    public override MailAccount Account => _watch.Context.Account;

    public override string Folder => _watch.Context.Folder;

    public override IMessageSummary Summary { get; }

    public override Envelope Envelope { get; }

    public override MailServerException? Failure { get; }

    public override MailboxPosition Position { get; }

    public override bool IsResynchronized { get; }

    public override Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default) =>
        _watch.UseAsync(
            _scope, _messagePosition, (connection, uid) => connection.FetchMessageAsync(uid, cancellationToken), cancellationToken);

    public override Task AddFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default) =>
        StoreFlagsAsync((folder, uid, token) => folder.AddFlagsAsync(uid, flags, silent: true, token), cancellationToken);

    public override Task RemoveFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default) =>
        StoreFlagsAsync((folder, uid, token) => folder.RemoveFlagsAsync(uid, flags, silent: true, token), cancellationToken);

    public override Task MoveToAsync(string folder, CancellationToken cancellationToken = default) =>
        MoveAsync(folder, cancellationToken);

    /// <summary>Moves the message to another folder.</summary>
    /// <returns>Its UID there, or <see langword="null"/> if the server does not report it.</returns>
    public Task<UniqueId?> MoveAsync(string folder, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return _watch.UseAsync(_scope, _messagePosition, async (connection, uid) =>
        {
            var target = await connection.FindFolderAsync(folder, cancellationToken).ConfigureAwait(false);
            return await connection.RunAsync(
                "Moving the message", (opened, token) => opened.MoveToAsync(uid, target, token), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    public override Task<T> UseAsync<T>(
        Func<IMailFolder, UniqueId, CancellationToken, Task<T>> action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        return RunCallersAsync(action, cancellationToken);
    }

    private async Task<T> RunCallersAsync<T>(
        Func<IMailFolder, UniqueId, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        // An OAuthMailException of the action itself, such as a transient failure to send, must not repeat the action: a message could be
        // sent twice. The watch retries only after failures of its own server.
        ExceptionDispatchInfo? callers = null;
        var result = await _watch.UseAsync(_scope, _messagePosition, (connection, uid) => connection.RunCallersAsync(async folder =>
        {
            try
            {
                return await action(folder, uid, cancellationToken).ConfigureAwait(false);
            }
            catch (OAuthMailException failure)
            {
                callers = ExceptionDispatchInfo.Capture(failure);
                return default!;
            }
        }, cancellationToken), cancellationToken).ConfigureAwait(false);
        callers?.Throw();
        return result;
    }

    private Task<bool> StoreFlagsAsync(Func<IMailFolder, UniqueId, CancellationToken, Task> store, CancellationToken cancellationToken) =>
        _watch.UseAsync(_scope, _messagePosition, (connection, uid) => connection.RunAsync("Setting the flags", async (folder, token) =>
        {
            await store(folder, uid, token).ConfigureAwait(false);
            return true;
        }, cancellationToken), cancellationToken);
}
