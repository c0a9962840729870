using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail.MailKit.Handling;

/// <summary>
/// Handles the messages of one mailbox while this process holds its lease. The position is stored under that lease, after messages were
/// handled: if the process ends in between, they are handled again.
/// </summary>
internal sealed class HandlerWorker(
    HandlerRegistration registration, MailAccount account, IMailWatcher watcher, ITokenStore store, HandlerAttempt attempt,
    TimeProvider clock, ILogger logger)
{
    /// <summary>
    /// How often a process must end during attempts at a message before that alone makes it fail. Innocent messages are in progress, too,
    /// when a deployment or a failing machine ends processes.
    /// </summary>
    public const int MinimumInterruptions = 3;

    /// <summary>How long an attempt to acquire the mailbox waits. Another process holds it for as long as it runs.</summary>
    private static readonly TimeSpan AcquireTimeout = TimeSpan.FromSeconds(1);

    private readonly MailboxReader _reader = new(watcher, account, registration);
    private readonly FailureStore _failures = new(store);
    private readonly PatientStore _store = new(account.Name, clock, logger);
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
            var progress = await HandlerProgress.BeginAsync(
                lease, position, _store, clock, registration.Options.MaxRepeats, lost.Token).ConfigureAwait(false);
            try
            {
                await ReadAsync(progress, position, lost, lease.Lost, handling.Token).ConfigureAwait(false);
            }
            finally
            {
                await progress.EndAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            HandlerLog.Stopped(logger, account.Name, registration.HandlerName);
        }
    }

    private async Task ReadAsync(
        HandlerProgress progress, string position, CancellationTokenSource lost, CancellationToken leaseLost, CancellationToken handling)
    {
        var mails = _reader.ReadAsync(position, lost.Token).GetAsyncEnumerator(lost.Token);
        await using var held = mails.ConfigureAwait(false);
        while (await MoveNextAsync(mails, progress, lost).ConfigureAwait(false))
        {
            var mail = mails.Current;
            await HandleAsync(mail, progress, leaseLost, handling, lost.Token).ConfigureAwait(false);

            // The position is read before the next message is requested, and written as text only when it is stored.
            var after = mail.GetPosition();
            await progress.CompleteAsync(() => after.ToString()!, lost.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the next message, and stores the position if it does not arrive at once.</summary>
    private static async Task<bool> MoveNextAsync(
        IAsyncEnumerator<IncomingMail> mails, HandlerProgress progress, CancellationTokenSource lost)
    {
        var arriving = mails.MoveNextAsync();
        if (arriving.IsCompleted || !progress.HasUnstored) return await arriving.ConfigureAwait(false);
        var next = arriving.AsTask().Observed();
        try
        {
            await progress.StoreWhenIdleAsync(next, lost.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A watch ends only after its next message was received or canceled.
            await lost.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(next).ConfigureAwait(false);
            throw;
        }

        return await next.ConfigureAwait(false);
    }

    /// <summary>Waits until no other process handles the mailbox.</summary>
    private async Task<ITokenLease> AcquireAsync(CancellationToken cancellationToken)
    {
        var key = registration.PositionKey(_reader.Protocol, account.Address);
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

    private async Task<string> FindPositionAsync(ITokenLease lease, CancellationToken cancellationToken) =>
        HandlerProgress.FindPosition(lease) is { } stored && IsValid(stored)
            ? stored
            : await _reader.GetStartAsync(cancellationToken).ConfigureAwait(false);

    private bool IsValid(string position) => _reader.Protocol == MailProtocol.Pop3
        ? Pop3Position.TryParse(position, out _)
        : MailboxPosition.TryParse(position, out _);

    /// <summary>Handles a message, with pauses between the attempts. After the last one, it is recorded as failed.</summary>
    private async Task HandleAsync(
        IncomingMail mail, HandlerProgress progress, CancellationToken leaseLost, CancellationToken handling, CancellationToken stopping)
    {
        if (mail.Failure is { } unreadable)
        {
            await FailAsync(mail, unreadable, attempts: 1, leaseLost, handling, stopping).ConfigureAwait(false);
            return;
        }

        var mark = progress.FindMark(mail.Id) ?? new HandlerMark(mail.Id, Attempts: 0, Interruptions: 0);
        if (mark.WasInterrupted)
        {
            if (mark.Attempts >= registration.Options.MaxAttempts && mark.Interruptions >= MinimumInterruptions)
            {
                await FailAsync(mail, new ProcessEndedException(), mark.Attempts, leaseLost, handling, stopping).ConfigureAwait(false);
                return;
            }

            var pause = _backoff.Delay(mark.Attempts);
            HandlerLog.ProcessEnded(logger, mark.Attempts, mail.Id, account.Name, pause);
            await clock.Delay(pause, stopping).ConfigureAwait(false);
        }

        for (var number = mark.Attempts + 1; ; number++)
        {
            mark = mark with { Attempts = number };
            if (number > 1 || progress.IsCareful) await progress.MarkAsync(mark, stopping).ConfigureAwait(false);
            Exception? failure;
            using (var opened = (IDisposable)mail.Open(mail.Id, number))
            {
                failure = await attempt.RunAsync((ReceivedMail)opened, handling).ConfigureAwait(false);
            }

            if (failure is null) return;
            if (number >= registration.Options.MaxAttempts || failure is HandlerHangsException)
            {
                await FailAsync(mail, failure, number, leaseLost, handling, stopping).ConfigureAwait(false);
                return;
            }

            progress.Fail(mark);
            var pause = _backoff.Delay(number);
            HandlerLog.Retrying(logger, failure, number, mail.Id, account.Name, HandlerFailures.NameOf(failure), pause);
            await clock.Delay(pause, stopping).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(
        IncomingMail mail, Exception failure, int attempts, CancellationToken leaseLost, CancellationToken handling,
        CancellationToken stopping)
    {
        var reason = HandlerFailures.Describe(failure, attempts);
        HandlerLog.Failed(logger, failure, mail.Id, account.Name, attempts, reason);
        var record = new FailureRecord
        {
            Id = FailureRecord.CreateId(registration.PositionKey(_reader.Protocol, account.Address), mail.Id),
            Handler = registration.HandlerName,
            Account = account.Name,
            Address = account.Address,
            Folder = registration.Options.Folder,
            Protocol = _reader.Protocol,
            MessageId = mail.Id,
            Subject = mail.Subject,
            Reason = reason,
            FailedAt = clock.GetUtcNow(),
        };
        await _store.WriteAsync(() => _failures.AddAsync(record, CancellationToken.None), leaseLost, stopping).ConfigureAwait(false);
        if (registration.Options.FailedFolder is not { } folder || mail.MoveAsync is null) return;
        try
        {
            record.MovedId = await mail.MoveAsync(folder, handling).ConfigureAwait(false);
            record.MovedTo = folder;
        }
        catch (Exception notMoved) when (notMoved is OAuthMailException || handling.IsCancellationRequested)
        {
            var cause = notMoved is OAuthMailException known ? known.Code : "canceled";
            HandlerLog.NotMoved(logger, mail.Id, account.Name, folder, cause);
            return;
        }

        // A replay finds the message where it is now.
        await _store.WriteAsync(() => _failures.AddAsync(record, CancellationToken.None), leaseLost, stopping).ConfigureAwait(false);
    }
}
