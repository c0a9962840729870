using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthMail.Configuration.Validation;
using OAuthMail.Errors;
using OAuthMail.Storage;

namespace OAuthMail.AccountStates;

/// <summary>
/// Passes stored notices to the observers. The process that holds the lease of a notice delivers it; the others find it gone. A
/// notice whose observer throws is kept and repeated with growing pauses, and is found again after a restart. Observers are code of
/// the application: each one runs on its own, for a limited time, so that one that blocks delays neither the others nor the end of
/// the application.
/// </summary>
internal sealed class NoticeDispatcher(
    IEnumerable<IMailAccountObserver> observers, ITokenStore store, IMailSignIn signIn, TimeProvider clock,
    ILoggerFactory? loggerFactory = null, IMailSignInPage? page = null)
    : BackgroundService
{
    /// <summary>How long a notice is repeated.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromDays(7);

    /// <summary>How often the store is searched for notices of processes that ended.</summary>
    private static readonly TimeSpan SearchInterval = TimeSpan.FromHours(1);

    /// <summary>
    /// How long the lease of a notice is held for an observer. One that takes longer continues, and the next attempt asks for its result.
    /// It is shorter than the time that other processes wait for the lease.
    /// </summary>
    private static readonly TimeSpan ObserverLimit = TimeSpan.FromMinutes(1);

    /// <summary>How long observers that are running when the application stops may take to return.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    /// <summary>How many notices are delivered at the same time, so that a common cause does not begin thousands of requests.</summary>
    private const int MaximumDeliveries = 32;

    private readonly List<(string Name, IMailAccountObserver Observer)> _observers = WithNames(observers);
    private readonly ConcurrentDictionary<(string Id, string Observer), Task> _calls = new();
    private readonly SemaphoreSlim _deliveries = new(MaximumDeliveries);
    private readonly Channel<string> _ids = Channel.CreateUnbounded<string>();
    private readonly Backoff _backoff = Backoff.Exponential(TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)).WithJitter(0.8, 1.2);
    private readonly ILogger _logger = SafeLogger.Create(loggerFactory, StatesLog.Category);

    /// <summary>Stores a notice. It is delivered in the background.</summary>
    public async Task AddAsync(NoticeRecord notice, CancellationToken cancellationToken)
    {
        if (_observers.Count == 0) return;
        var lease = await store.AcquireAsync(notice.Key, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);

        // A repeated notice keeps which observers have received it.
        if (lease.Current is null || NoticeRecord.FromRecord(lease.Current.Record) is null)
        {
            await lease.WriteAsync(notice.ToRecord(), cancellationToken).ConfigureAwait(false);
        }

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
                await foreach (var entry in store.ListByPrefixAsync(NoticeRecord.KeyPrefix, cancellationToken).ConfigureAwait(false))
                {
                    if (NoticeRecord.FromRecord(entry.Record) is { } notice) _ids.Writer.TryWrite(notice.Id);
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                StatesLog.NotListed(_logger, FailureText.Detail(failure));
            }

            if (!await clock.TryDelayAsync(SearchInterval, cancellationToken).ConfigureAwait(false)) return;
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
                var completed = running.Where(pair => pair.Value.IsCompleted).Select(pair => pair.Key).ToList();
                foreach (var id in completed) running.Remove(id);
                while (_ids.Reader.TryRead(out var id))
                {
                    var isRunning = running.TryGetValue(id, out var delivery) && !delivery.IsCompleted;
                    if (!isRunning) running[id] = DeliverAsync(id, cancellationToken);
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
                await _deliveries.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    if (await TryDeliverAsync(id, pause, cancellationToken).ConfigureAwait(false)) return;
                }
                finally
                {
                    _deliveries.Release();
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                StatesLog.NotListed(_logger, FailureText.Detail(failure));
            }

            if (!await clock.TryDelayAsync(pause, cancellationToken).ConfigureAwait(false)) return;
        }
    }

    /// <returns>Whether nothing is left to do.</returns>
    private async Task<bool> TryDeliverAsync(string id, TimeSpan pause, CancellationToken cancellationToken)
    {
        var lease = await store.AcquireAsync(NoticeRecord.KeyOf(id), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        if (lease.Current is null || NoticeRecord.FromRecord(lease.Current.Record) is not { } stored) return true;
        var waiting = _observers.Where(observer => !stored.Delivered.Contains(observer.Name)).ToList();
        var notice = await CompleteAsync(stored, lease, cancellationToken).ConfigureAwait(false);
        var failures = await Task.WhenAll(
            waiting.Select(one => NotifyAsync(one.Name, one.Observer, notice, cancellationToken))).ConfigureAwait(false);
        var isComplete = true;
        for (var i = 0; i < waiting.Count; i++)
        {
            var name = waiting[i].Name;
            if (failures[i] is not { } failure)
            {
                stored.Delivered.Add(name);
            }
            else if (clock.GetUtcNow() - stored.CreatedAt >= MaximumAge)
            {
                _calls.TryRemove((id, name), out _);
                StatesLog.Dropped(_logger, id, name, MaximumAge);
            }
            else
            {
                isComplete = false;
                if (!cancellationToken.IsCancellationRequested) StatesLog.NotDelivered(_logger, id, name, failure, pause);
            }
        }

        // Also when the application stops: an observer that has received the notice does not receive it again after the restart.
        if (isComplete) await lease.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
        else await lease.WriteAsync(stored.ToRecord(), CancellationToken.None).ConfigureAwait(false);
        return isComplete;
    }

    /// <summary>Passes a notice to an observer, which may throw, block, or ignore its token.</summary>
    /// <returns>What failed, or <see langword="null"/> if the observer has received the notice.</returns>
    private async Task<string?> NotifyAsync(
        string name, IMailAccountObserver observer, MailAccountNotice notice, CancellationToken cancellationToken)
    {
        // A call that an earlier attempt has abandoned is not repeated while it runs.
        var key = (notice.Id, name);
        var isRunning = _calls.TryGetValue(key, out var call);
        if (isRunning && !call!.IsCompleted) return "still busy";
        if (!isRunning) call = _calls[key] = Task.Run(() => observer.OnNoticeAsync(notice, cancellationToken), CancellationToken.None);

        // Code that blocks does so in real time, whatever the application's clock says.
        using var limit = new TimeLimit(TimeProvider.System, ObserverLimit, cancellationToken);
        try
        {
            await call!.WaitOrAbandonAsync(clock, limit.Token).ConfigureAwait(false);
            _calls.TryRemove(key, out _);
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // An observer that is about to return when the application stops does not receive the notice again after the restart.
            var stop = cancellationToken.IsCancellationRequested ? StopLimit : TimeSpan.Zero;
            await Task.WhenAny(call!, TimeProvider.System.Delay(stop, CancellationToken.None)).ConfigureAwait(false);
            if (call!.IsCompleted) _calls.TryRemove(key, out _);
            if (call.Status == TaskStatus.RanToCompletion) return null;
            return FailureText.Code(failure);
        }
    }

    /// <summary>
    /// Adds the address at which a user signs in. It is the same until the user has signed in or it has expired. A notice that is delivered
    /// after the user has signed in has no address.
    /// </summary>
    private async Task<MailAccountNotice> CompleteAsync(NoticeRecord stored, ITokenLease lease, CancellationToken cancellationToken)
    {
        var notice = stored.ToNotice();
        if (notice.Kind != MailAccountNoticeKind.SignInRequired) return notice;
        try
        {
            var entry = await store.ReadAsync(AccountSide.KeyOf(stored.Account, stored.Protocol), cancellationToken).ConfigureAwait(false);
            var isOutdated = StoredState.FromRecord(entry?.Record) is { } current
                && current.Changes > stored.State.Changes && current.Status != MailAccountStatus.SignInRequired;
            if (isOutdated) return notice;
            notice.Address = await FindAddressAsync(stored, lease, cancellationToken).ConfigureAwait(false);
            if (notice.Address is not null) return notice;
            notice.SignIn = await signIn.BeginAsync(
                stored.Account, stored.Protocol, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            StatesLog.NoSignIn(_logger, stored.Account, FailureText.Code(failure));
        }

        return notice;
    }

    /// <summary>Returns an address of the application's own page. It is stored with the notice before an observer receives it.</summary>
    private async Task<MailSignInAddress?> FindAddressAsync(NoticeRecord stored, ITokenLease lease, CancellationToken cancellationToken)
    {
        if (page is null) return null;
        if (stored.Address is { } known && clock.GetUtcNow() < known.ExpiresAt) return known;
        stored.Address = await page.CreateAddressAsync(stored.Account, stored.Protocol, cancellationToken).ConfigureAwait(false);
        if (stored.Address is not null) await lease.WriteAsync(stored.ToRecord(), cancellationToken).ConfigureAwait(false);
        return stored.Address;
    }

    /// <summary>Gives each observer a unique name, also if two have the same.</summary>
    private static List<(string Name, IMailAccountObserver Observer)> WithNames(IEnumerable<IMailAccountObserver> observers)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var result = new List<(string Name, IMailAccountObserver Observer)>();
        foreach (var observer in observers)
        {
            var name = NameOf(observer);
            var unique = name;
            for (var number = 2; !names.Add(unique); number++) unique = $"{name} ({number.ToString(CultureInfo.InvariantCulture)})";
            result.Add((unique, observer));
        }

        return result;
    }

    private static string NameOf(IMailAccountObserver observer)
    {
        try
        {
            if (observer.Name is { } name && OptionText.Clean(name).Trim() is { Length: > 0 } text) return text;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The type identifies the observer as well.
        }

        return observer.GetType().Name;
    }
}
