using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail.MailKit.Handling;

/// <summary>
/// Handles the messages of one mailbox while this process holds its lease. The position is stored after each message, under that
/// lease: if the process ends in between, the message is handled again.
/// </summary>
internal sealed class HandlerWorker(
    HandlerRegistration registration, MailAccount account, IMailWatcher watcher, ITokenStore store, HandlerAttempt attempt,
    TimeProvider clock, ILogger logger)
{
    private const string PositionProperty = "handler.position";

    /// <summary>How long an attempt to acquire the mailbox waits. Another process holds it for as long as it runs.</summary>
    private static readonly TimeSpan AcquireTimeout = TimeSpan.FromSeconds(1);

    private static readonly Backoff StorePauses = Backoff.Exponential(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    private readonly MailboxReader _reader = new(watcher, account, registration);
    private readonly FailureStore _failures = new(store);
    private readonly Backoff _backoff =
        Backoff.Exponential(registration.Options.FirstPause, registration.Options.MaximumPause).WithJitter(0.5, 1);

    /// <summary>Handles messages until the mailbox is lost or an error ends the watch.</summary>
    /// <param name="stopping">Ends the watch between two messages.</param>
    /// <param name="aborting">Cancels the handler too.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        var lease = await AcquireAsync(stopping).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Lost);
        using var handling = CancellationTokenSource.CreateLinkedTokenSource(aborting, lease.Lost);
        HandlerLog.Started(logger, account.Name, registration.HandlerName);
        try
        {
            var position = await FindPositionAsync(lease, lost.Token).ConfigureAwait(false);
            await foreach (var mail in _reader.ReadAsync(position, lost.Token).ConfigureAwait(false))
            {
                await HandleAsync(mail, handling.Token, stopping).ConfigureAwait(false);
                await StoreAsync(lease, mail.GetPosition(), handling.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            HandlerLog.Stopped(logger, account.Name, registration.HandlerName);
        }
    }

    /// <summary>Waits until no other process handles the mailbox.</summary>
    private async Task<ITokenLease> AcquireAsync(CancellationToken cancellationToken)
    {
        var key = registration.PositionKey(_reader.Protocol);
        while (true)
        {
            using (var limit = new TimeLimit(clock, AcquireTimeout, cancellationToken))
            {
                try
                {
                    return await store.AcquireAsync(key, limit.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    HandlerLog.Waiting(logger, account.Name);
                }
                catch (TokenStoreException held) when (held.Problem == Problems.TokenLeaseTimeout)
                {
                    HandlerLog.Waiting(logger, account.Name);
                }
            }

            var pause = TimeSpan.FromTicks((long)(registration.Options.TakeoverInterval.Ticks * (0.5 + (Jitter.Next() / 2))));
            await clock.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string> FindPositionAsync(ITokenLease lease, CancellationToken cancellationToken)
    {
        if (lease.Current?.Record.Properties.TryGetValue(PositionProperty, out var stored) == true && IsValid(stored)) return stored;
        var start = await _reader.GetStartAsync(cancellationToken).ConfigureAwait(false);
        await StoreAsync(lease, start, cancellationToken).ConfigureAwait(false);
        return start;
    }

    private bool IsValid(string position) => _reader.Protocol == MailProtocol.Pop3
        ? Pop3Position.TryParse(position, out _)
        : MailboxPosition.TryParse(position, out _);

    /// <summary>
    /// Stores a position. While the store is unavailable, the mailbox waits: the next message would otherwise be handled although this one
    /// would be handled again after a restart.
    /// </summary>
    private async Task StoreAsync(ITokenLease lease, string position, CancellationToken cancellationToken)
    {
        var record = lease.Current?.Record.Clone() ?? new TokenRecord();
        record.Properties[PositionProperty] = position;
        for (var number = 1; ; number++)
        {
            try
            {
                await lease.WriteAsync(record, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (TokenStoreException unavailable) when (!lease.Lost.IsCancellationRequested && !IsConflict(unavailable))
            {
                var pause = StorePauses.Delay(number);
                HandlerLog.NotStored(logger, account.Name, unavailable.Detail, pause);
                await clock.Delay(pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Determines whether another process has changed the position: this one no longer handles the mailbox.</summary>
    private static bool IsConflict(TokenStoreException failure) =>
        failure.Problem == Problems.TokenLeaseLost || failure.Problem == Problems.TokenRecordConflict;

    /// <summary>Handles a message, with pauses between the attempts. After the last one, it is recorded as failed.</summary>
    private async Task HandleAsync(IncomingMail mail, CancellationToken handling, CancellationToken stopping)
    {
        if (mail.Failure is { } unreadable)
        {
            await FailAsync(mail, unreadable, attempts: 1).ConfigureAwait(false);
            return;
        }

        for (var number = 1; ; number++)
        {
            Exception? failure;
            using (var opened = (IDisposable)mail.Open(number))
            {
                failure = await attempt.RunAsync((ReceivedMail)opened, handling).ConfigureAwait(false);
            }

            if (failure is null) return;
            if (number >= registration.Options.MaxAttempts || failure is HandlerHangsException)
            {
                await FailAsync(mail, failure, number).ConfigureAwait(false);
                return;
            }

            var pause = _backoff.Delay(number);
            HandlerLog.Retrying(logger, failure, number, mail.Id, account.Name, HandlerFailures.NameOf(failure), pause);
            await clock.Delay(pause, stopping).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(IncomingMail mail, Exception failure, int attempts)
    {
        var reason = HandlerFailures.Describe(failure, attempts);
        HandlerLog.Failed(logger, failure, mail.Id, account.Name, attempts, reason);
        await _failures.AddAsync(
            new FailureRecord
            {
                Id = FailureRecord.CreateId(registration, _reader.Protocol, mail.Id),
                Handler = registration.HandlerName,
                Account = account.Name,
                Folder = registration.Options.Folder,
                Protocol = _reader.Protocol,
                MessageId = mail.Id,
                Subject = mail.Subject,
                Reason = reason,
                FailedAt = clock.GetUtcNow(),
            },
            CancellationToken.None).ConfigureAwait(false);
        if (registration.Options.FailedFolder is not { } folder || mail.MoveAsync is null) return;
        try
        {
            await mail.MoveAsync(folder, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OAuthMailException notMoved)
        {
            HandlerLog.NotMoved(logger, mail.Id, account.Name, folder, notMoved.Code);
        }
    }
}
