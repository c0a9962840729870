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
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaximumPause = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = SafeLogger.Create(loggerFactory, AccountsLog.Category);
    private readonly (string Name, IMailAccountSource Source)[] _sources =
        [.. sources.Select((source, i) => (i == 0 ? source.GetType().Name : $"{source.GetType().Name} ({i + 1})", source))];

    private bool[] _isLoaded = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (store is MemoryTokenStore && catalog.All.Any(NeedsStore))
        {
            AccountsLog.StoreInMemory(_logger, $"{nameof(OAuthMailOptions.Store)}:{nameof(TokenStoreOptions.Folder)}");
        }

        // The first attempt is waited for: services that start later find the accounts.
        _isLoaded = await Task.WhenAll(
            _sources.Select(one => TryLoadAsync(one.Name, one.Source, FirstPause, cancellationToken))).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_sources.Select((one, i) => FollowAsync(one.Name, one.Source, _isLoaded[i], stoppingToken)));

    private static bool NeedsStore(MailAccount account) =>
        account.Incoming.Flow.HasSignIn() || account.Outgoing.Flow.HasSignIn();

    /// <summary>
    /// Reads changed accounts until the application stops. When the source has failed, changes may have been missed, so that all accounts
    /// are read again after a pause.
    /// </summary>
    private async Task FollowAsync(string name, IMailAccountSource source, bool isLoaded, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (isLoaded)
            {
                if (await WatchAsync(name, source, pause, cancellationToken).ConfigureAwait(false)) pause = FirstPause;
                isLoaded = false;
            }

            if (!await TryWaitAsync(pause, cancellationToken).ConfigureAwait(false)) return;
            pause = pause + pause < MaximumPause ? pause + pause : MaximumPause;
            isLoaded = await TryLoadAsync(name, source, pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Applies changes until the source fails or ends.</summary>
    /// <returns>Whether there was a change.</returns>
    private async Task<bool> WatchAsync(string name, IMailAccountSource source, TimeSpan pause, CancellationToken cancellationToken)
    {
        var hasChanged = false;
        try
        {
            await foreach (var changed in source.WatchAsync(cancellationToken).ConfigureAwait(false))
            {
                if (string.IsNullOrEmpty(changed)) await LoadAsync(name, source, cancellationToken).ConfigureAwait(false);
                else catalog.Use(name, changed, await source.FindAsync(changed, cancellationToken).ConfigureAwait(false));
                hasChanged = true;
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

        return hasChanged;
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
}
