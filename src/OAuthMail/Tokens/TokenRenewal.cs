using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>
/// One renewal of one token: the store's lease, then read again, then ask the source, then write, then hand out. It waits for
/// other processes only as long as none of them has stored a usable token.
/// </summary>
internal sealed class TokenRenewal(AccessTokenCacheEntry entry, AccessTokenCache owner, ITokenSource source, AccessTokenRequest request)
{
    /// <summary>The version of the record that this renewal saw last, for remembering its failure.</summary>
    public string? SeenVersion { get; private set; }

    public bool InStore => source.UsesStore;

    /// <summary>What the credential was when the source was asked; null where that cannot be told, or if it was not asked.</summary>
    public string? CredentialState { get; private set; }

    /// <summary>Whether the source is being asked, which tells its failures from those of the store.</summary>
    private bool _asking;

    public async Task RunAsync()
    {
        var started = owner.Clock.GetTimestamp();
        using var activity = TokenMetrics.StartRenewal(source.Name);
        try
        {
            if (source.UsesStore) await RenewInStoreAsync().ConfigureAwait(false);
            else await RenewInMemoryAsync().ConfigureAwait(false);
            owner.Metrics.Took(owner.Clock.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (owner.Disposed.IsCancellationRequested)
        {
            throw;
        }
        catch (OAuthMailException failure)
        {
            throw Report(failure);
        }
        catch (Exception failure)
        {
            if (!_asking) throw Report(StoreFailure(failure));
            throw Report(new TokenRequestException(
                Problems.TokenSourceFailed, $"The token source '{source.Name}' failed with {failure.GetType().Name}.", failure));
        }
    }

    /// <summary>
    /// One part of the renewal, with a limit of its own: what was spent on waiting for others must not cut the request short, whose
    /// answer may hold the only good refresh token.
    /// </summary>
    private async Task<T> LimitAsync<T>(Func<CancellationToken, Task<T>> part, CancellationToken end)
    {
        using var limit = new TimeLimit(owner.Clock, owner.Options.RenewalTimeout, end);
        try
        {
            return await part(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled) when (limit.IsExceeded && !owner.Disposed.IsCancellationRequested)
        {
            throw new TokenRequestException(
                Problems.RenewalTimedOut, $"No token for {source.Name} within {owner.Options.RenewalTimeout}.", cancelled);
        }
    }

    private async Task RenewInMemoryAsync()
    {
        var generation = entry.Generation;
        var grant = await LimitAsync(
            cancellationToken => AskSourceAsync(new TokenSourceContext(request, null), null, cancellationToken),
            owner.Disposed).ConfigureAwait(false);
        Accept(grant, IsAfterRefusal(null), generation);
    }

    private async Task RenewInStoreAsync()
    {
        var (lease, generation) = await LimitAsync(PrepareAsync, owner.Disposed).ConfigureAwait(false);
        if (lease is null) return;
        await using var held = lease.ConfigureAwait(false);

        var record = lease.Current?.Record;
        using var exchange = TokenRecords.HasToLose(record) ? owner.BeginExchange() : null;
        var context = new TokenSourceContext(request, record);

        // The end of the program comes a moment later for an answer that would be lost.
        var end = exchange is null ? owner.Disposed : owner.Ended;
        TokenGrant grant;
        try
        {
            grant = await LimitAsync(
                cancellationToken => AskSourceAsync(context, lease.Current?.Version, cancellationToken), end).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            FallBack(record, generation);

            // A source that was given up may be at it still.
            if (failure is OAuthMailException reported && reported.Problem != Problems.RenewalTimedOut)
            {
                await WriteMarksAsync(lease, context).ConfigureAwait(false);
            }
            throw;
        }

        RequireSameIdentity(record, grant);
        var renewed = TokenRecords.Merge(record, grant, IsAfterRefusal(record), owner.Clock.GetUtcNow());
        var irreplaceable = TokenRecords.IsIrreplaceable(record, grant);
        entry.KeepsWhatIsStored = !irreplaceable;
        await WriteAsync(lease, renewed, irreplaceable).ConfigureAwait(false);
        Accept(grant, renewed.AfterRefusal, generation);
    }

    /// <summary>Everything that comes before the request.</summary>
    /// <returns>The lease, and the entry's generation under which it was read; no lease if a good token stands in the store.</returns>
    private async Task<(ITokenLease? Lease, int Generation)> PrepareAsync(CancellationToken cancellationToken)
    {
        var lease = await AcquireUnlessRenewedAsync(cancellationToken).ConfigureAwait(false);
        var generation = entry.Generation;
        if (lease is null) return (null, generation);
        var isNeeded = false;
        try
        {
            SeenVersion = lease.Current?.Version;
            await SaveUnsavedAsync(lease, cancellationToken).ConfigureAwait(false);
            if (TryAdopt(lease.Current, generation)) return (null, generation);
            await ReserveAsync(lease, generation, cancellationToken).ConfigureAwait(false);
            isNeeded = true;
            return (lease, generation);
        }
        finally
        {
            if (!isNeeded) await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the lease, and reads while it waits: the token may have come from elsewhere by then.</summary>
    private async Task<ITokenLease?> AcquireUnlessRenewedAsync(CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var acquiring = owner.Store.AcquireAsync(entry.Key, giveUp.Token).AsTask();
        ITokenLease? lease = null;
        try
        {
            while (!acquiring.IsCompleted)
            {
                var pause = owner.Clock.Delay(owner.Options.StorePollInterval, giveUp.Token);
                if (await Task.WhenAny(acquiring, pause).ConfigureAwait(false) == acquiring) break;
                cancellationToken.ThrowIfCancellationRequested();
                if (entry.Unsaved is not null) continue;
                var generation = entry.Generation;
                if (TryAdopt(await owner.Store.ReadAsync(entry.Key, cancellationToken).ConfigureAwait(false), generation)) return null;
            }

            lease = await acquiring.ConfigureAwait(false);
            return lease;
        }
        finally
        {
            await giveUp.CancelAsync().ConfigureAwait(false);

            // It may have arrived while the store was read.
            if (lease is null) _ = GiveBackAsync(acquiring);
        }
    }

    /// <summary>A lease that arrives after nobody waits for it any more is given back.</summary>
    private static async Task GiveBackAsync(Task<ITokenLease> acquiring)
    {
        try
        {
            var lease = await acquiring.ConfigureAwait(false);
            await lease.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It never arrived, which is what was asked for, or its failure was already reported.
        }
    }

    private bool TryAdopt(TokenStoreEntry? stored, int generation)
    {
        SeenVersion = stored?.Version;
        if (stored is null || TokenRecords.ToAccessToken(stored.Record) is not { } token) return false;
        if (request.RejectedToken is not null && request.RejectedToken.Value == token.Value) return false;

        var now = owner.Clock.GetUtcNow().UtcTicks;
        var current = entry.Current;
        var isNews = current is null || current.Token.Value != token.Value;

        // The token at hand keeps its moments: with new jitter it would look fresh again, and not be renewed.
        var cached = isNews ? Cache(token, stored.Record.AfterRefusal) : current!;
        var good = cached.IsFresh(now) || (isNews && cached.IsUsable(now) && cached.IsJustIssued(now));
        if (!good || (!cached.LastsFor(request.MinimumLifetime, now) && !cached.IsJustIssued(now))) return false;

        if (!entry.Accept(cached, generation)) return false;
        owner.Metrics.Adopted(source.Name);
        TokenLog.Adopted(owner.Logger, source.Name, entry.Key, token.ExpiresAt);
        return true;
    }

    /// <summary>A stored token that is about to end is better than none, for a process that has only just begun as for any other.</summary>
    private void FallBack(TokenRecord? record, int generation)
    {
        if (record is null || TokenRecords.ToAccessToken(record) is not { } token || request.RejectedToken?.Value == token.Value) return;
        var now = owner.Clock.GetUtcNow().UtcTicks;
        if (entry.Current is { } current && current.IsUsable(now)) return;
        var stored = Cache(token, record.AfterRefusal);
        if (stored.IsUsable(now)) entry.Accept(stored, generation);
    }

    private async Task SaveUnsavedAsync(ITokenLease lease, CancellationToken cancellationToken)
    {
        if (entry.Unsaved is not { } unsaved) return;
        if (lease.Current?.Version == unsaved.BaseVersion)
        {
            var writing = lease.WriteAsync(unsaved.Record, cancellationToken).AsTask();
            await writing.Observed().WaitAsync(Timeout.InfiniteTimeSpan, owner.Clock, cancellationToken).ConfigureAwait(false);
        }

        entry.DropUnsaved(unsaved);
    }

    /// <summary>
    /// What could not be kept must not be asked for: a request may replace the refresh token. Where there is none, or where the last
    /// request left it as it was, a token that cannot be stored is better than no token.
    /// </summary>
    private async Task ReserveAsync(ITokenLease lease, int generation, CancellationToken cancellationToken)
    {
        var record = lease.Current?.Record;
        try
        {
            var reserving = lease.ReserveAsync(cancellationToken).AsTask();
            await reserving.Observed().WaitAsync(Timeout.InfiniteTimeSpan, owner.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested && (entry.KeepsWhatIsStored || !TokenRecords.HasToLose(record)))
        {
            // The write will say what is wrong.
        }
        catch (Exception)
        {
            FallBack(record, generation);
            throw;
        }
    }

    private async Task<TokenGrant> AskSourceAsync(TokenSourceContext context, string? version, CancellationToken cancellationToken)
    {
        _asking = true;

        // On a thread of its own and with an end to the wait, for sources that block or that ignore their cancellation.
        var asking = Task.Run(() =>
        {
            // Before it is read for the request: one that is replaced in between must look new.
            CredentialState = (source as IReplaceableCredential)?.GetCredentialState();
            return source.RequestTokenAsync(context, cancellationToken).AsTask();
        }, CancellationToken.None);
        TokenGrant? grant;
        try
        {
            grant = await asking.WaitAsync(Timeout.InfiniteTimeSpan, owner.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Also where the answer came in this very moment.
            _ = KeepLateAsync(asking, context.Record, version);
            throw;
        }

        if (grant is null) throw new InvalidOperationException("The token source answered null.");
        _asking = false;
        owner.Metrics.Fetched(source.Name);
        TokenLog.Fetched(owner.Logger, source.Name, entry.Key, grant.AccessToken.ExpiresAt);
        return grant;
    }

    /// <summary>A rotated refresh token that comes after nobody waits for it any more is kept for the next renewal.</summary>
    private async Task KeepLateAsync(Task<TokenGrant> asking, TokenRecord? record, string? version)
    {
        try
        {
            var grant = await asking.ConfigureAwait(false);
            if (!source.UsesStore || !TokenRecords.IsIrreplaceable(record, grant)) return;
            RequireSameIdentity(record, grant);
            entry.Unsaved = new UnsavedRecord(TokenRecords.Merge(record, grant, IsAfterRefusal(record), owner.Clock.GetUtcNow()), version);
        }
        catch (Exception)
        {
            // The renewal has already been reported as one that took too long.
        }
    }

    /// <summary>Whether the token that is replaced is the one that was refused, and not one that had only come to its end.</summary>
    private bool IsAfterRefusal(TokenRecord? record) =>
        request.RejectedToken is { } refused && (refused.Value == record?.AccessToken || refused.Value == entry.Current?.Token.Value);

    private void RequireSameIdentity(TokenRecord? record, TokenGrant grant)
    {
        if (record?.Subject is null || grant.Identity is null) return;
        if (record.Subject == grant.Identity.Subject && (record.Issuer is null || record.Issuer == grant.Identity.Issuer)) return;
        throw new OAuthMailException(
            Problems.AnotherIdentity,
            $"The renewed token of {source.Name} belongs to '{grant.Identity}', but '{record.UserName ?? record.Subject}' had signed in.");
    }

    private async Task WriteAsync(ITokenLease lease, TokenRecord renewed, bool irreplaceable)
    {
        var baseVersion = lease.Current?.Version;
        try
        {
            // Not cancellable: the server has already rotated, and an answer that is not written is lost.
            await lease.WriteAsync(renewed, CancellationToken.None).AsTask().Observed().WaitAsync(
                owner.Options.RenewalTimeout, owner.Clock).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            entry.Unsaved = new UnsavedRecord(renewed, baseVersion);
            if (irreplaceable) throw StoreFailure(failure);
            TokenLog.NotStored(
                owner.Logger, source.Name, entry.Key, failure is OAuthMailException ? failure.Message : failure.GetType().Name);
        }
    }

    /// <summary>A failure that is remembered for others too changes the record, and what it says is no news to this one.</summary>
    private async Task WriteMarksAsync(ITokenLease lease, TokenSourceContext context)
    {
        if (context.Marks.Count == 0) return;
        var marked = context.Record?.Clone() ?? new TokenRecord();
        foreach (var mark in context.Marks) marked.Properties[mark.Key] = mark.Value;
        try
        {
            var written = await lease.WriteAsync(marked, CancellationToken.None).AsTask().Observed().WaitAsync(
                owner.Options.RenewalTimeout, owner.Clock).ConfigureAwait(false);
            SeenVersion = written.Version;
        }
        catch (Exception failure)
        {
            TokenLog.NotMarked(
                owner.Logger, source.Name, entry.Key, failure is OAuthMailException ? failure.Message : failure.GetType().Name);
        }
    }

    private void Accept(TokenGrant grant, bool after, int generation) => entry.Accept(Cache(grant.AccessToken, after), generation);

    private CachedToken Cache(AccessToken token, bool afterRefusal)
    {
        return new CachedToken(token, afterRefusal, owner.Options.EarlyRenewal, Jitter.Next());
    }

    private TokenStoreException StoreFailure(Exception failure) => failure as TokenStoreException ?? new TokenStoreException(
        Problems.TokenStoreUnavailable, $"The token store failed with {failure.GetType().Name} on {entry.Key}", failure);

    private OAuthMailException Report(OAuthMailException failure)
    {
        owner.Metrics.Failed(source.Name, failure.Code);
        TokenLog.Failed(owner.Logger, source.Name, entry.Key, failure.Message);
        return failure;
    }
}
