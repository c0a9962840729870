using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthMail.EntityFrameworkCore.Database;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>
/// Sends the messages of the outbox in the background: one loop claims and starts them, one extends the claims, one takes over from
/// processes that have ended, and one deletes old rows. When the application stops, messages whose transfer has begun have ten seconds to
/// complete; the others wait for another process.
/// </summary>
internal sealed class OutboxService : BackgroundService
{
    private const string Reading = "Reading the messages";
    private const string Deleting = "Deleting a message";

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RecordTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeletionInterval = TimeSpan.FromHours(1);

    private static readonly TimeSpan RetriesInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>A message is added before its transaction commits, so the first searches after it follow quickly.</summary>
    private static readonly TimeSpan QuickPoll = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LockedPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstFailurePause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaximumFailurePause = TimeSpan.FromSeconds(5);

    /// <summary>From how many times as many messages a process chooses if others choose at the same time.</summary>
    private const int Spread = 4;

    /// <summary>The maximum number of accounts that are visited while others are busy. The next search continues after them.</summary>
    private const int MaximumAccounts = 50;

    private readonly OutboxTable _table;
    private readonly MailOutboxOptions _options;
    private readonly OutboxSignal _signal;
    private readonly TimeProvider _clock;
    private readonly OutboxWorker _worker;
    private readonly OutboxLoad _load;

    // Not disposed, because deliveries still use it. It holds no timer.
    private readonly CancellationTokenSource _ending = new();
    private bool _hasRivals;
    private string _lastAccount = "";
    private long _retriesReadAt;

    public OutboxService(
        OutboxTable table, MailOutboxOptions options, OutboxSignal signal, IMailSender sender, TimeProvider clock, ILogger logger)
    {
        _table = table;
        _options = options;
        _signal = signal;
        _clock = clock;
        _load = new OutboxLoad(options, clock);
        _worker = new OutboxWorker(table, _load, signal, options, sender, clock, logger);
    }

    public override void Dispose()
    {
        base.Dispose();
        _ending.Cancel();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the application doesn't wait for the database.
        await Task.Yield();
        using var maintaining = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(maintaining.Token, _ending.Token);
        Task[] maintenance =
        [
            RepeatAsync("Extending the claims", ExtendAsync, _options.ClaimDuration / 3, end.Token),
            RepeatAsync("Taking over messages", TakeOverAsync, _options.ClaimDuration / 3, end.Token),
            RepeatAsync("Deleting old messages", DeleteOldAsync, DeletionInterval, end.Token),
        ];
        try
        {
            await RepeatAsync(Reading, DispatchAsync, TimeSpan.Zero, stoppingToken).ConfigureAwait(false);
            await StopDeliveriesAsync().ConfigureAwait(false);
        }
        finally
        {
            await maintaining.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(maintenance).ConfigureAwait(false);
        }
    }

    /// <summary>Repeats an operation until it is canceled. After failures, it pauses longer and longer.</summary>
    private async Task RepeatAsync(
        string operation, Func<CancellationToken, Task> runAsync, TimeSpan interval, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            try
            {
                await runAsync(cancellationToken).ConfigureAwait(false);
                _worker.ReportSuccess(operation);
                failures = 0;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                _worker.ReportFailure(operation, failure, isOutage: true);
                failures++;
            }

            var pause = failures == 0 ? interval : FirstFailurePause * Math.Pow(2, Math.Min(failures - 1, 10));
            if (failures > 0 && pause > MaximumFailurePause) pause = MaximumFailurePause;
            try
            {
                if (pause > TimeSpan.Zero) await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Starts the messages that are due, and waits for the next ones.</summary>
    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        for (var pause = _options.PollInterval; ;)
        {
            while (await StartDueAsync(cancellationToken).ConfigureAwait(false)) cancellationToken.ThrowIfCancellationRequested();
            _worker.ReportSuccess(Reading);
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
        if (_hasRivals) Random.Shared.Shuffle(CollectionsMarshal.AsSpan(due));
        var ids = _load.Choose(due);
        if (ids.Count == 0) return false;

        // Once begun, the claim is not canceled: its result would be lost, and the messages would wait until it expires.
        var claimed = await ClaimAsync(ids).ConfigureAwait(false);
        _hasRivals = claimed < ids.Count;
        return true;
    }

    /// <summary>
    /// Claims and starts messages. If a transaction of the application has locked one of them, it is found by halves, and left out for a
    /// while.
    /// </summary>
    private async Task<int> ClaimAsync(List<Guid> ids)
    {
        try
        {
            var claimed = await _table.ClaimAsync(ids, Guid.NewGuid(), CancellationToken.None).ConfigureAwait(false);
            foreach (var mail in claimed) Start(new OutboxDelivery(mail, _worker));
            return claimed.Count;
        }
        catch (OAuthMailException failure) when (DatabaseErrors.IsTimeout(failure))
        {
            if (ids.Count == 1)
            {
                _load.LeaveOut(ids[0], LockedPause);
                return 1;
            }

            var half = ids.Count / 2;
            return await ClaimAsync(ids[..half]).ConfigureAwait(false) + await ClaimAsync(ids[half..]).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Reads messages of the accounts that are not busy, without reading those of a busy account, which may be many.
    /// </summary>
    private async Task<List<DueMail>> ReadOthersAsync(int maximum, HashSet<string> busy, CancellationToken cancellationToken)
    {
        var due = new List<DueMail>();
        var visited = new HashSet<string>(StringComparer.Ordinal);
        for (var fromStart = _lastAccount.Length == 0; due.Count < maximum && visited.Count < MaximumAccounts;)
        {
            var account = await _table.FindDueAccountAsync(_lastAccount, cancellationToken).ConfigureAwait(false);
            _lastAccount = account ?? "";
            if (account is null)
            {
                if (fromStart) break;
                fromStart = true;
                continue;
            }

            if (!visited.Add(account)) break;
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
            finally
            {
                var isFree = _load.Remove(delivery);
                delivery.Dispose();
                if (isFree) _signal.Set();
            }
        });
    }

    private async Task ExtendAsync(CancellationToken cancellationToken)
    {
        var mails = _load.GetAll().ConvertAll(delivery => delivery.Mail);
        if (mails.Count > 0) await _table.ExtendAsync(mails, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes over from processes that have ended. After an outage of the database, the others must have time to extend their claims.
    /// </summary>
    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        if (!_worker.HasBeenAvailableFor(_options.ClaimDuration)) return;
        var count = await _table.ReturnAbandonedAsync(cancellationToken).ConfigureAwait(false);
        if (count > 0)
        {
            _signal.Set();
            OutboxLog.Returned(_worker.Logger, count);
        }

        foreach (var mail in await _table.FindAbandonedAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!await _table.MarkAbandonedAsync(mail.Id, cancellationToken).ConfigureAwait(false)) continue;
            OutboxLog.Unknown(_worker.Logger, mail.MessageId, mail.Account, mail.Id);
        }
    }

    /// <summary>Deletes old rows. One that cannot be deleted, because other tables refer to it, does not keep the others.</summary>
    private async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        if (_options.KeepSent is null && _options.KeepFailed is null) return;
        Exception? first = null;
        var last = Guid.Empty;
        while (await _table.FindOldAsync(last, cancellationToken).ConfigureAwait(false) is { Count: > 0 } ids)
        {
            last = ids[^1];
            try
            {
                await _table.DeleteAsync(ids, cancellationToken).ConfigureAwait(false);
                continue;
            }
            catch (OAuthMailException failure)
            {
                first ??= failure;
            }

            foreach (var id in ids)
            {
                try
                {
                    await _table.DeleteAsync([id], cancellationToken).ConfigureAwait(false);
                }
                catch (OAuthMailException)
                {
                    // It has been noticed above.
                }
            }
        }

        if (first is null) _worker.ReportSuccess(Deleting);
        else _worker.ReportFailure(Deleting, first);
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
}
