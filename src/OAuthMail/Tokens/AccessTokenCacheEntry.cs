namespace OAuthMail.Tokens;

/// <summary>
/// One token in memory, and the one renewal of it that may run. Callers decide under the gate what they need; the renewal
/// itself (<see cref="TokenRenewal"/>) belongs to nobody and outlives the caller that began it.
/// </summary>
internal sealed class AccessTokenCacheEntry(TokenKey key, AccessTokenCache owner)
{
    private const int MostRounds = 3;

    private readonly object _gate = new();
    private volatile CachedToken? _current;
    private UnsavedRecord? _unsaved;
    private bool _keepsWhatIsStored;
    private Task<bool>? _renewal;
    private RejectionBackoff? _refusals;
    private RememberedFailure? _failure;
    private volatile int _generation;

    public TokenKey Key { get; } = key;

    /// <summary>The token at hand, whether or not it is still good.</summary>
    public CachedToken? Current => _current;

    /// <summary>Another number after each <see cref="Forget"/>: what was read or begun before is somebody else's by then.</summary>
    public int Generation => _generation;

    /// <summary>A record that was fetched but could not be written; the next renewal writes it before anything else.</summary>
    public UnsavedRecord? Unsaved
    {
        get => Volatile.Read(ref _unsaved);
        set => Volatile.Write(ref _unsaved, value);
    }

    /// <summary>Whether the last grant replaced nothing that is stored but the access token. Not known before the first.</summary>
    public bool KeepsWhatIsStored
    {
        get => Volatile.Read(ref _keepsWhatIsStored);
        set => Volatile.Write(ref _keepsWhatIsStored, value);
    }

    /// <summary>Called when the record was written or turned out to be void, unless yet another one waits by now.</summary>
    public void DropUnsaved(UnsavedRecord unsaved) => Interlocked.CompareExchange(ref _unsaved, null, unsaved);

    /// <summary>Answers a request that the hot path could not.</summary>
    public async Task<AccessToken> GetAsync(ITokenSource source, AccessTokenRequest request, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            ObjectDisposedException.ThrowIf(owner.Disposed.IsCancellationRequested, typeof(MailTokens));
            cancellationToken.ThrowIfCancellationRequested();
            await EndFailureIfCauseChangedAsync(source, cancellationToken).ConfigureAwait(false);

            Task renewal;
            lock (_gate)
            {
                var answer = Decide(source, request, waited: round > 1);
                if (answer is not null) return answer;
                // Renewed as often as could help, and the token is still worse than asked for: it is the best there is.
                if (round > MostRounds && _current is { } best) return best.Token;
                renewal = _renewal ??= Start(source, request);
            }

            try
            {
                await renewal.WaitAsync(Timeout.InfiniteTimeSpan, owner.Clock, cancellationToken).ConfigureAwait(false);
            }
            catch (OAuthMailException) when (FindUsable(request) is not null)
            {
                // It lasts less than was asked for, but a login with it may do, and without it cannot.
                if (FindUsable(request) is { } token) return WarnOfShort(source, request, token);
                throw;
            }
        }
    }

    /// <summary>Called by the renewal with what it got, before any caller sees it.</summary>
    /// <returns>False if the record was replaced after the renewal had looked at it, so that the token is nobody's any more.</returns>
    public bool Accept(CachedToken token, int generation)
    {
        lock (_gate)
        {
            if (owner.Disposed.IsCancellationRequested || generation != _generation) return false;
            _current = token;
            _failure = null;
            return true;
        }
    }

    /// <summary>Drops the token and every memory of failures: the record is another one now.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _generation++;
            _current = null;
            _failure = null;
            _refusals = null;
            Unsaved = null;
            KeepsWhatIsStored = false;
        }
    }

    /// <summary>Called under the gate. The token to hand out, or null if a renewal must be waited for.</summary>
    private AccessToken? Decide(ITokenSource source, AccessTokenRequest request, bool waited)
    {
        var now = owner.Clock.GetUtcNow();
        var current = _current;
        var refused = current is not null && request.RejectedToken is not null && request.RejectedToken.Value == current.Token.Value;

        if (current is not null && !refused && current.IsUsable(now.UtcTicks))
        {
            if (!current.LastsFor(request.MinimumLifetime, now.UtcTicks))
            {
                // The server gives none that lasts longer: another request would be answered the same way.
                if (!waited && !current.IsJustIssued(now.UtcTicks) && !Blocked(now)) return null;
                return WarnOfShort(source, request, current.Token);
            }

            if (!current.IsFresh(now.UtcTicks) && _renewal is null && !Blocked(now))
            {
                _renewal = Start(source, request);
            }

            return current.Token;
        }

        if (_renewal is not null) return null;
        if (Blocked(now)) _failure!.Throw();
        // A token that has come to its end meanwhile was refused for that, and is replaced without a question.
        if (refused && current!.IsUsable(now.UtcTicks))
        {
            _refusals ??= new RejectionBackoff();
            var verdict = _refusals.Judge(request.Mailbox, current, owner.Options.RefusalMinimumAge, now);
            if (verdict is not null) throw verdict;
            TokenLog.RenewingRefused(owner.Logger, source.Name, Key);
        }

        return null;
    }

    private bool Blocked(DateTimeOffset now) => _failure is not null && _failure.StandsAt(now);

    private AccessToken? FindUsable(AccessTokenRequest request)
    {
        var current = _current;
        return current is null || request.RejectedToken?.Value == current.Token.Value || !current.IsUsable(owner.Clock.GetUtcNow().UtcTicks)
            ? null
            : current.Token;
    }

    private AccessToken WarnOfShort(ITokenSource source, AccessTokenRequest request, AccessToken token)
    {
        var left = token.ExpiresAt - owner.Clock.GetUtcNow();
        if (left < request.MinimumLifetime) TokenLog.ShorterThanAsked(owner.Logger, source.Name, left, request.MinimumLifetime);
        return token;
    }

    /// <summary>
    /// A sign-in done by another process counts at once: it has changed the record. So does a credential that was replaced.
    /// </summary>
    private async ValueTask EndFailureIfCauseChangedAsync(ITokenSource source, CancellationToken cancellationToken)
    {
        var failure = Volatile.Read(ref _failure);
        if (failure is null || !failure.StandsAt(owner.Clock.GetUtcNow())) return;
        var changed = await HasRecordChangedAsync(source, failure, cancellationToken).ConfigureAwait(false) ? null
            : await HasCredentialChangedAsync(source, failure, cancellationToken).ConfigureAwait(false) ? failure.Ended()
            : failure;
        if (ReferenceEquals(changed, failure)) return;
        lock (_gate)
        {
            if (ReferenceEquals(_failure, failure)) _failure = changed;
        }
    }

    private async ValueTask<bool> HasRecordChangedAsync(ITokenSource source, RememberedFailure failure, CancellationToken cancellationToken)
    {
        if (!source.UsesStore || failure.Exception is TokenStoreException) return false;
        try
        {
            var entry = await owner.Store.ReadAsync(Key, cancellationToken).ConfigureAwait(false);
            return entry?.Version != failure.RecordVersion;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing is known to have changed, so the failure stands.
            return false;
        }
    }

    private async ValueTask<bool> HasCredentialChangedAsync(
        ITokenSource source, RememberedFailure failure, CancellationToken cancellationToken)
    {
        if (!failure.DependsOnCredential || source is not IReplaceableCredential replaceable) return false;

        // It may read files, which may be on a disk that does not answer.
        var reading = Task.Run(replaceable.GetCredentialState, CancellationToken.None);
        return await reading.WaitAsync(Timeout.InfiniteTimeSpan, owner.Clock, cancellationToken).ConfigureAwait(false) is { } state
            && !failure.HasTried(state);
    }

    /// <summary>Called under the gate.</summary>
    private Task<bool> Start(ITokenSource source, AccessTokenRequest request)
    {
        var renewal = new TokenRenewal(this, owner, source, request);

        // Whoever waits goes on by itself: a caller that blocks the thread on which it got its token must not hold up the others.
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        // Whoever waits sees the failure; a background renewal that nobody waits for has logged it.
        _ = ended.Task.Observed();

        // The renewal must not run under the first caller's activity, culture or transaction.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => RunAsync(renewal, ended));
        }

        return ended.Task;
    }

    private async Task RunAsync(TokenRenewal renewal, TaskCompletionSource<bool> ended)
    {
        try
        {
            await renewal.RunAsync().ConfigureAwait(false);
            lock (_gate) _renewal = null;
            ended.SetResult(true);
        }
        catch (OAuthMailException failure)
        {
            lock (_gate)
            {
                _failure = RememberedFailure.After(
                    _failure, failure, renewal.SeenVersion, renewal.CredentialState, renewal.InStore, owner.Clock.GetUtcNow());
                _renewal = null;
            }

            ended.SetException(failure);
        }
        catch (Exception failure)
        {
            lock (_gate) _renewal = null;

            // Only the end of everything cancels a renewal; callers cancel nothing but their own wait.
            ended.SetException(failure is OperationCanceledException ? new ObjectDisposedException(nameof(MailTokens)) : failure);
        }
    }
}
