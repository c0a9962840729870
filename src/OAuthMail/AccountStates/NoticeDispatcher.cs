using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail.AccountStates;

/// <summary>
/// Passes stored notices to the observers. The process that holds the lease of a notice delivers it; the others find it gone. A notice whose
/// observer throws is kept and repeated with growing pauses, and is found again after a restart.
/// </summary>
internal sealed class NoticeDispatcher(
    IEnumerable<IMailAccountObserver> observers, ITokenStore store, IMailSignIn signIn, TimeProvider clock,
    ILoggerFactory? loggerFactory = null)
    : BackgroundService
{
    /// <summary>How long a notice is repeated.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromDays(7);

    /// <summary>How often the store is searched for notices of processes that ended.</summary>
    private static readonly TimeSpan SearchInterval = TimeSpan.FromHours(1);

    private readonly IReadOnlyList<IMailAccountObserver> _observers = [.. observers];
    private readonly Channel<string> _ids = Channel.CreateUnbounded<string>();
    private readonly Backoff _backoff = Backoff.Exponential(TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)).WithJitter(0.8, 1.2);
    private readonly ILogger _logger = SafeLogger.Create(loggerFactory, StatesLog.Category);

    /// <summary>Stores a notice. It is delivered in the background.</summary>
    public async Task AddAsync(NoticeRecord notice, CancellationToken cancellationToken)
    {
        if (_observers.Count == 0) return;
        var lease = await store.AcquireAsync(notice.Key, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        await lease.WriteAsync(notice.ToRecord(), cancellationToken).ConfigureAwait(false);
        _ids.Writer.TryWrite(notice.Id);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _observers.Count == 0 ? Task.CompletedTask : Task.WhenAll(SearchAsync(stoppingToken), DispatchAsync(stoppingToken));

    private async Task SearchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var entry in store.ListAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (NoticeRecord.FromRecord(entry.Record) is { } notice) _ids.Writer.TryWrite(notice.Id);
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                StatesLog.NotListed(_logger, failure is OAuthMailException known ? known.Detail : failure.GetType().Name);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (!await TryWaitAsync(SearchInterval, cancellationToken).ConfigureAwait(false)) return;
        }
    }

    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        // One notice that waits for a broken observer must not delay the others.
        var running = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            while (await _ids.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (_ids.Reader.TryRead(out var id))
                {
                    foreach (var ended in running.Where(pair => pair.Value.IsCompleted).Select(pair => pair.Key).ToList()) running.Remove(ended);
                    if (!running.ContainsKey(id)) running[id] = DeliverAsync(id, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }

        await Task.WhenAll(running.Values).ConfigureAwait(false);
    }

    private async Task DeliverAsync(string id, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var pause = _backoff.Delay(attempt);
            try
            {
                if (await TryDeliverAsync(id, pause, cancellationToken).ConfigureAwait(false)) return;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                StatesLog.NotListed(_logger, failure is OAuthMailException known ? known.Detail : failure.GetType().Name);
            }

            if (!await TryWaitAsync(pause, cancellationToken).ConfigureAwait(false)) return;
        }
    }

    /// <returns>Whether nothing is left to do.</returns>
    private async Task<bool> TryDeliverAsync(string id, TimeSpan pause, CancellationToken cancellationToken)
    {
        var lease = await store.AcquireAsync(NoticeRecord.KeyOf(id), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        if (lease.Current is null || NoticeRecord.FromRecord(lease.Current.Record) is not { } stored) return true;
        var isComplete = true;
        var notice = await CompleteAsync(stored, cancellationToken).ConfigureAwait(false);
        foreach (var observer in _observers.Where(observer => !stored.Delivered.Contains(observer.Name)))
        {
            try
            {
                await observer.OnNoticeAsync(notice, cancellationToken).ConfigureAwait(false);
                stored.Delivered.Add(observer.Name);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                if (clock.GetUtcNow() - stored.CreatedAt >= MaximumAge)
                {
                    StatesLog.Dropped(_logger, id, observer.Name, MaximumAge);
                    continue;
                }

                isComplete = false;
                StatesLog.NotDelivered(_logger, id, observer.Name, failure is OAuthMailException known ? known.Code : failure.GetType().Name, pause);
            }
        }

        if (isComplete) await lease.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
        else await lease.WriteAsync(stored.ToRecord(), CancellationToken.None).ConfigureAwait(false);
        return isComplete;
    }

    /// <summary>Adds the address at which a user signs in. It is the same until the user has signed in or it has expired.</summary>
    private async Task<MailAccountNotice> CompleteAsync(NoticeRecord stored, CancellationToken cancellationToken)
    {
        var notice = stored.ToNotice();
        if (notice.Kind != MailAccountNoticeKind.SignInRequired) return notice;
        try
        {
            notice.SignIn = await signIn.BeginAsync(stored.Account, stored.Protocol, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (OAuthMailException failure)
        {
            StatesLog.NoSignIn(_logger, stored.Account, failure.Code);
        }

        return notice;
    }

    private async Task<bool> TryWaitAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await clock.Delay(pause, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
