using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>
/// Sends the messages of the outbox in the background: one loop claims and starts them, another extends the claims and clears up. When the
/// application stops, messages whose transfer has begun have ten seconds to complete; the others wait for another process.
/// </summary>
internal sealed class OutboxService : BackgroundService
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RecordTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeletionInterval = TimeSpan.FromHours(1);

    private static readonly TimeSpan RetriesInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>A message is added before its transaction commits, so the first searches after it follow quickly.</summary>
    private static readonly TimeSpan QuickPoll = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan FirstFailurePause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaximumFailurePause = TimeSpan.FromSeconds(5);

    /// <summary>From how many times as many messages a process chooses if others choose at the same time.</summary>
    private const int Spread = 4;

    private readonly OutboxTable _table;
    private readonly MailOutboxOptions _options;
    private readonly OutboxSignal _signal;
    private readonly TimeProvider _clock;
    private readonly OutboxWorker _worker;
    private readonly OutboxLoad _load;
    private readonly CancellationTokenSource _ending = new();
    private bool _hasRivals;
    private long _deletedAt;
    private long _retriesReadAt;

    public OutboxService(
        OutboxTable table, MailOutboxOptions options, OutboxSignal signal, IMailSender sender, TimeProvider clock, ILogger logger)
    {
        _table = table;
        _options = options;
        _signal = signal;
        _clock = clock;
        _load = new OutboxLoad(options, clock);
        _worker = new OutboxWorker(table, _load, sender, clock, logger);
    }

    public override void Dispose()
    {
        base.Dispose();
        _ending.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the application doesn't wait for the database.
        await Task.Yield();
        using var maintaining = new CancellationTokenSource();
        var maintenance = RepeatAsync(MaintainAsync, maintaining.Token);
        await RepeatAsync(DispatchAsync, stoppingToken).ConfigureAwait(false);
        await StopDeliveriesAsync().ConfigureAwait(false);
        await maintaining.CancelAsync().ConfigureAwait(false);
        await maintenance.ConfigureAwait(false);
    }

    /// <summary>Repeats a step that waits by itself, until it is canceled. After failures, it pauses longer and longer.</summary>
    private async Task RepeatAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        for (var pause = FirstFailurePause; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                await step(cancellationToken).ConfigureAwait(false);
                _worker.ReportSuccess();
                pause = FirstFailurePause;
                continue;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Report(failure);
            }

            try
            {
                await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < MaximumFailurePause ? pause * 2 : MaximumFailurePause;
        }
    }

    /// <summary>Starts the messages that are due, and waits for the next ones.</summary>
    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        for (var pause = _options.PollInterval; ;)
        {
            while (await StartDueAsync(cancellationToken).ConfigureAwait(false))
            {
                _worker.ReportSuccess();
            }

            _worker.ReportSuccess();
            var wasAdded = await _signal.WaitAsync(pause, _clock, cancellationToken).ConfigureAwait(false);
            pause = wasAdded ? QuickPoll : pause * 2;
            if (pause > _options.PollInterval) pause = _options.PollInterval;
        }
    }

    /// <returns>Whether messages were started. There may be more.</returns>
    private async Task<bool> StartDueAsync(CancellationToken cancellationToken)
    {
        var free = _load.Free;
        if (free == 0) return false;
        var maximum = free * (_hasRivals ? Spread : 1);
        var busy = _load.GetBusyAccounts();
        var due = busy.Count == 0
            ? await _table.ReadDueAsync(maximum, null, IsTimeForRetries(), cancellationToken).ConfigureAwait(false)
            : await ReadOthersAsync(maximum, busy, cancellationToken).ConfigureAwait(false);
        if (_hasRivals) Random.Shared.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(due));
        var ids = _load.Choose(due);
        if (ids.Count == 0) return false;

        // Once begun, the claim is not canceled: its result would be lost, and the messages would wait until it expires.
        var claimed = await _table.ClaimAsync(ids, _worker.Owner, CancellationToken.None).ConfigureAwait(false);
        _hasRivals = claimed.Count < ids.Count;
        foreach (var mail in claimed) Start(new OutboxDelivery(mail, _worker));
        return true;
    }

    /// <summary>
    /// Reads messages of the accounts that are not busy, without reading those of a busy account, which may be many.
    /// </summary>
    private async Task<List<DueMail>> ReadOthersAsync(int maximum, HashSet<string> busy, CancellationToken cancellationToken)
    {
        var due = new List<DueMail>();
        for (var account = ""; due.Count < maximum;)
        {
            account = await _table.FindWaitingAccountAsync(account, cancellationToken).ConfigureAwait(false);
            if (account is null) break;
            if (busy.Contains(account)) continue;
            due.AddRange(await _table.ReadDueAsync(maximum - due.Count, account, true, cancellationToken).ConfigureAwait(false));
        }

        return due;
    }

    /// <summary>Returns whether messages whose time has come are to be read. Their times need not be met by the millisecond.</summary>
    private bool IsTimeForRetries()
    {
        if (_retriesReadAt != 0 && _clock.GetElapsedTime(_retriesReadAt) < RetriesInterval) return false;
        _retriesReadAt = _clock.GetTimestamp();
        return true;
    }

    private void Start(OutboxDelivery delivery)
    {
        _load.Add(delivery);
        _ = Task.Run(async () =>
        {
            try
            {
                await delivery.RunAsync(_ending.Token).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                // A logger of the application may throw anything.
                Report(failure);
            }
            finally
            {
                var isFree = _load.Remove(delivery);
                delivery.Dispose();
                if (isFree) _signal.Set();
            }
        });
    }

    /// <summary>Extends the claims, takes over from processes that have ended, and deletes old rows.</summary>
    private async Task MaintainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var ids = _load.GetAll().ConvertAll(delivery => delivery.Mail.Id);
            if (ids.Count > 0) await _table.ExtendAsync(ids, _worker.Owner, cancellationToken).ConfigureAwait(false);
            if (await _table.ReturnAbandonedAsync(cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                _signal.Set();
                OutboxLog.Returned(_worker.Logger, count);
            }

            foreach (var mail in await _table.MarkAbandonedAsync(cancellationToken).ConfigureAwait(false))
            {
                OutboxLog.Unknown(_worker.Logger, mail.MessageId, mail.Account, mail.Id);
            }

            if (_deletedAt == 0 || _clock.GetElapsedTime(_deletedAt) >= DeletionInterval)
            {
                await _table.DeleteOldAsync(cancellationToken).ConfigureAwait(false);
                _deletedAt = _clock.GetTimestamp();
            }

            await Task.Delay(_options.ClaimDuration / 3, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StopDeliveriesAsync()
    {
        foreach (var delivery in _load.GetAll()) delivery.Stop();
        if (await IsEmptyWithinAsync(ShutdownTimeout).ConfigureAwait(false)) return;
        foreach (var delivery in _load.GetAll()) delivery.Abort();
        if (await IsEmptyWithinAsync(RecordTimeout).ConfigureAwait(false)) return;
        await _ending.CancelAsync().ConfigureAwait(false);
        await IsEmptyWithinAsync(RecordTimeout).ConfigureAwait(false);
    }

    private async Task<bool> IsEmptyWithinAsync(TimeSpan time)
    {
        var empty = _load.WhenEmptyAsync();
        using var timer = new CancellationTokenSource();
        var first = await Task.WhenAny(empty, Task.Delay(time, _clock, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        return first == empty;
    }

    private void Report(Exception failure)
    {
        try
        {
            if (failure is OAuthMailException known) _worker.ReportFailure(known);
            else OutboxLog.DatabaseFailed(_worker.Logger, failure.GetType().Name, "An unexpected failure.");
        }
        catch (Exception)
        {
            // A logger that fails must not end the outbox.
        }
    }
}
