using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthMail.Providers;
using OAuthMail.Storage;

namespace OAuthMail.DependencyInjection;

/// <summary>
/// Opens the token store when the application starts, so that its errors are reported then; reads the accounts of all sources, and reads
/// them again when they change. A source that cannot be read is read again after a pause, and its accounts stay as they are.
/// </summary>
internal sealed class AccountLoader(
    AccountCatalog catalog, IEnumerable<IMailAccountSource> sources, ITokenStore store, TimeProvider clock,
    ILoggerFactory? loggerFactory = null)
    : BackgroundService
{
    /// <summary>How long the start of the application waits for the sources.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private static readonly Backoff Pauses = Backoff.Exponential(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    private readonly ILogger _logger = SafeLogger.Create(loggerFactory, AccountsLog.Category);
    private readonly FollowedSource[] _sources = [.. sources.Select((source, i) => new FollowedSource(
        i == 0 ? source.GetType().Name : $"{source.GetType().Name} ({i + 1})", source,
        new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)))];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (store is MemoryTokenStore && catalog.All.Any(NeedsStore))
        {
            AccountsLog.StoreInMemory(_logger, $"{nameof(OAuthMailOptions.Store)}:{nameof(TokenStoreOptions.Folder)}");
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);

        // The first attempt is waited for: services that start later find the accounts. A source that blocks does not prevent the start.
        using var limit = new TimeLimit(clock, StartLimit, cancellationToken);
        try
        {
            var attempts = Task.WhenAll(_sources.Select(source => source.FirstAttempt.Task));
            await attempts.WaitOrAbandonAsync(clock, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsExceeded)
        {
            foreach (var source in _sources.Where(source => !source.FirstAttempt.Task.IsCompleted))
            {
                AccountsLog.SourceIsSlow(_logger, source.Name, StartLimit);
                catalog.SetFailure(source.Name, "it has not responded yet");
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // A source that ignores its token does not delay the end of the application.
            await Task.WhenAll(_sources.Select(
                source => Task.Run(() => FollowAsync(source, stoppingToken), CancellationToken.None)))
                .WaitOrAbandonAsync(clock, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private static bool NeedsStore(MailAccount account) =>
        account.Incoming.Flow.HasSignIn() || account.Outgoing.Flow.HasSignIn();

    /// <summary>
    /// Reads the accounts and their changes until the application stops. When the source has failed, changes may have been missed, so that
    /// all accounts are read again after a pause.
    /// </summary>
    private async Task FollowAsync(FollowedSource followed, CancellationToken cancellationToken)
    {
        for (var attempt = 1; !cancellationToken.IsCancellationRequested; attempt++)
        {
            if (await LoadAndWatchAsync(followed, Pauses.Delay(attempt), cancellationToken).ConfigureAwait(false)) attempt = 1;
            if (!await clock.TryDelayAsync(Pauses.Delay(attempt), cancellationToken).ConfigureAwait(false)) return;
        }
    }

    /// <summary>Reads the accounts, and applies changes until the source fails or ends.</summary>
    /// <returns>Whether there was a change.</returns>
    private async Task<bool> LoadAndWatchAsync(FollowedSource followed, TimeSpan pause, CancellationToken cancellationToken)
    {
        var (name, source, firstAttempt) = followed;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changes = new SourceChanges(source, stop.Token);
        var hasChanged = false;
        try
        {
            // The watch begins before the accounts are read, so that no change in between is missed.
            var next = changes.NextAsync();
            var isLoaded = await TryLoadAsync(name, source, pause, cancellationToken).ConfigureAwait(false);
            firstAttempt.TrySetResult(isLoaded);
            while (isLoaded && await next.ConfigureAwait(false))
            {
                var changed = changes.Current;
                if (string.IsNullOrEmpty(changed)) await LoadAsync(name, source, cancellationToken).ConfigureAwait(false);
                else catalog.Use(name, changed!, await source.FindAsync(changed!, cancellationToken).ConfigureAwait(false));
                hasChanged = true;
                next = changes.NextAsync();
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            AccountsLog.SourceFailed(_logger, name, failure.GetType().Name, pause);
        }
        finally
        {
            firstAttempt.TrySetResult(false);
            await stop.CancelAsync().ConfigureAwait(false);
            _ = changes.EndAsync().Observed();
        }

        return hasChanged;
    }

    private async Task<bool> TryLoadAsync(string name, IMailAccountSource source, TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync(name, source, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The message of another library's exception is not shown, because it may contain a connection string.
            AccountsLog.SourceFailed(_logger, name, failure.GetType().Name, pause);
            catalog.SetFailure(name, failure.GetType().Name);
            return false;
        }
    }

    private async Task LoadAsync(string name, IMailAccountSource source, CancellationToken cancellationToken)
    {
        var accounts = new List<KeyValuePair<string, MailAccountOptions>>();
        await foreach (var account in source.ListAsync(cancellationToken).ConfigureAwait(false)) accounts.Add(account);
        catalog.Use(name, accounts);
    }

    /// <param name="Name">The name in logs and errors.</param>
    /// <param name="Source">The source.</param>
    /// <param name="FirstAttempt">Completed after the first attempt to read the source.</param>
    private sealed record FollowedSource(string Name, IMailAccountSource Source, TaskCompletionSource<bool> FirstAttempt);
}
