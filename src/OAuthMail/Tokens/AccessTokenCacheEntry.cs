// How a request is answered. The rows are the states of the cached token, and the columns are the kinds of requests.
//
// | cached token | plain request                          | minimum lifetime too long (1) | rejection of this token (2) |
// | ------------ | -------------------------------------- | ----------------------------- | --------------------------- |
// | fresh        | return it                              | renew (3)                     | renew or throw (4)          |
// | usable       | return it, and renew in the background | renew (3)                     | renew or throw (4)          |
// | expired      | renew                                  | renew                         | renew                       |
// | none         | renew                                  | renew                         | renew                       |
//
// While a failure is remembered, no renewal starts:
//
// | cached token  | plain request     | minimum lifetime too long (1) | rejection of this token (2) |
// | ------------- | ----------------- | ----------------------------- | --------------------------- |
// | fresh, usable | return it         | return it with a warning      | throw the failure           |
// | expired, none | throw the failure | throw the failure             | throw the failure           |
//
// A token is fresh until shortly before it expires (CachedToken.FreshUntilTicks), usable until only the time that a login needs is left
// (CachedToken.UsableUntilTicks), and then expired. "Renew" means: start a renewal or join the running one, wait for it, and decide again.
//
// (1) The token expires sooner than the request's minimum lifetime. If it does not, the request is a plain request.
//
// (2) The request's rejected token is the cached token. If it is another token, the token has been renewed since, and the request is a
// plain request.
//
// (3) If the token was issued just now, or if the request has waited for a renewal, the token is returned with a warning: the server issues
// none that lasts longer.
//
// (4) RejectionBackoff decides. If a renewal is already running, the request joins it.
//
// A request that requires a new token (AccessTokenRequest.RequiresNewToken) always starts a renewal, after the running one if there is one.
// It throws if that renewal fails, although the cached token remains usable for other requests.
//
// If a renewal returns a token that has expired before the response arrived, the waiting requests receive it, and no renewal starts during
// a pause that grows (ExpiredOnArrival). Each request would otherwise cause several of them.
//
// If a renewal fails, the waiting requests receive a usable token that was not rejected, if there is one; otherwise they throw. A request
// waits for at most MaximumRounds renewals.
//
// A remembered failure ends with its pause (RememberedFailure), when another process changes the stored record, or when the credential that
// was refused is replaced.

namespace OAuthMail.Tokens;

/// <summary>
/// Holds one token and the one renewal of it that may run. Requests are decided under a lock. The renewal (<see cref="TokenRenewal"/>)
/// belongs to no request, so that it continues when the caller that started it cancels.
/// </summary>
internal sealed class AccessTokenCacheEntry(TokenKey key, AccessTokenCache cache)
{
    private const int MaximumRounds = 3;

    private readonly object _gate = new();
    private volatile CachedToken? _current;
    private volatile bool _mayRotate = true;
    private Task<bool>? _renewal;
    private RejectionBackoff? _rejections;
    private RememberedFailure? _failure;
    private ExpiredOnArrival? _expiredOnArrival;
    private volatile int _generation;

    public TokenKey Key { get; } = key;

    /// <summary>Gets the cached token, which may have expired, or <see langword="null"/> if there is none.</summary>
    public CachedToken? Current => _current;

    /// <summary>Gets a number that <see cref="Forget"/> increments. Results from an older generation are discarded.</summary>
    public int Generation => _generation;

    /// <summary>
    /// Gets whether the next grant may replace the refresh token or another stored secret. This is assumed until a grant shows that it does
    /// not.
    /// </summary>
    public bool MayRotate => _mayRotate;

    /// <summary>Gets the record that an earlier renewal could not write.</summary>
    public DeferredWrite DeferredWrite { get; } = new();

    /// <summary>Returns a token for a request that the hot path could not answer.</summary>
    public async Task<AccessToken> GetAsync(ITokenSource source, AccessTokenRequest request, CancellationToken cancellationToken)
    {
        var requiresNew = request.RequiresNewToken;
        for (var round = 1; ; round++)
        {
            ObjectDisposedException.ThrowIf(cache.Disposed.IsCancellationRequested, typeof(MailTokens));
            cancellationToken.ThrowIfCancellationRequested();
            await EndFailureIfCauseChangedAsync(source, cancellationToken).ConfigureAwait(false);

            Task renewal;
            var isOwn = false;
            lock (_gate)
            {
                var token = requiresNew ? null : Decide(source, request, hasWaited: round > 1);
                if (token is not null) return token;
                if (requiresNew && _renewal is null)
                {
                    if (IsFailureInEffect(cache.Clock.GetUtcNow())) _failure!.Throw();
                    isOwn = true;
                }

                // More renewals would not help. The token falls short of the request, but it is the best available.
                if (round > MaximumRounds && !requiresNew && _current is { } best) return best.Token;
                renewal = _renewal ??= Start(source, request);
            }

            try
            {
                await renewal.WaitAsync(Timeout.InfiniteTimeSpan, cache.Clock, cancellationToken).ConfigureAwait(false);
                if (isOwn) requiresNew = false;
            }
            catch (OAuthMailException) when (requiresNew && !isOwn)
            {
                // A renewal that another caller had started may have used another credential. The next round starts one of its own.
            }
            catch (OAuthMailException) when (!requiresNew && FindUsable(request) is not null)
            {
                // The token may expire sooner than requested, but a login with it may succeed, and a login without it cannot.
                if (FindUsable(request) is { } token) return ReturnWithWarning(source, request, token);
                throw;
            }
        }
    }

    /// <summary>Drops the token and all memory of failures, because the stored record has been replaced or removed.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _generation++;
            _current = null;
            _failure = null;
            _expiredOnArrival = null;
            _rejections = null;
            _mayRotate = true;
            DeferredWrite.Record = null;
        }
    }

    /// <summary>Decides a request by the table at the top of this file. The caller holds the lock.</summary>
    /// <returns>The token to return, or <see langword="null"/> if the request must wait for a renewal.</returns>
    private AccessToken? Decide(ITokenSource source, AccessTokenRequest request, bool hasWaited)
    {
        var now = cache.Clock.GetUtcNow();
        var current = _current;
        var isUsable = current is not null && current.IsUsable(now.UtcTicks);
        var isRejected = current is not null && request.RejectedToken is not null && request.RejectedToken.Value == current.Token.Value;

        if (isUsable && !isRejected)
        {
            if (!current!.LastsFor(request.MinimumLifetime, now.UtcTicks))
            {
                // If the token has just been issued, the server issues none that lasts longer.
                if (!hasWaited && !current.IsJustIssued(now.UtcTicks) && !IsFailureInEffect(now)) return null;
                return ReturnWithWarning(source, request, current.Token);
            }

            if (!current.IsFresh(now.UtcTicks) && _renewal is null && !IsFailureInEffect(now)) _renewal = Start(source, request);
            return current.Token;
        }

        if (_renewal is not null) return null;
        if (IsFailureInEffect(now)) _failure!.Throw();
        if (current is not null && _expiredOnArrival is { } brake && brake.IsInEffect(now))
        {
            return isRejected ? throw brake.Explain(source.Name, current.Token) : ReturnWithWarning(source, request, current.Token);
        }

        // A token that has expired by now was rejected for that reason, and its renewal needs no back-off.
        if (isUsable && isRejected)
        {
            _rejections ??= new RejectionBackoff();
            var refusal = _rejections.Judge(request.Mailbox, current!, cache.Options.RefusalMinimumAge, now);
            if (refusal is not null) throw refusal;
            TokenLog.RenewingRejected(cache.Logger, source.Name, Key);
        }

        return null;
    }

    private bool IsFailureInEffect(DateTimeOffset now) => _failure is not null && _failure.IsInEffect(now);

    private AccessToken? FindUsable(AccessTokenRequest request)
    {
        var current = _current;
        return current is null || request.RejectedToken?.Value == current.Token.Value || !current.IsUsable(cache.Clock.GetUtcNow().UtcTicks)
            ? null
            : current.Token;
    }

    private AccessToken ReturnWithWarning(ITokenSource source, AccessTokenRequest request, AccessToken token)
    {
        var rest = token.ExpiresAt - cache.Clock.GetUtcNow();
        if (rest < request.MinimumLifetime) TokenLog.ShorterThanRequested(cache.Logger, source.Name, rest, request.MinimumLifetime);
        return token;
    }

    /// <summary>
    /// Ends the remembered failure if its cause may be gone. If the stored record has changed, another process has signed in or renewed the
    /// token, and the failure is forgotten. If the credential has been replaced, the next renewal runs at once, but its failure counts on.
    /// </summary>
    private async ValueTask EndFailureIfCauseChangedAsync(ITokenSource source, CancellationToken cancellationToken)
    {
        var failure = Volatile.Read(ref _failure);
        if (failure is null || !failure.IsInEffect(cache.Clock.GetUtcNow())) return;
        var changed = await HasRecordChangedAsync(source, failure, cancellationToken).ConfigureAwait(false) ? null
            : await HasCredentialChangedAsync(source, failure, cancellationToken).ConfigureAwait(false) ? failure.WithoutPause()
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
            var entry = await cache.Store.ReadAsync(Key, cancellationToken).ConfigureAwait(false);
            return entry?.Version != failure.RecordVersion;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // No change is known, so the failure stays in effect.
            return false;
        }
    }

    private async ValueTask<bool> HasCredentialChangedAsync(
        ITokenSource source, RememberedFailure failure, CancellationToken cancellationToken)
    {
        if (!failure.DependsOnCredential || source is not IReplaceableCredential replaceable) return false;

        // On the thread pool, because it may read files, and the disk may not respond.
        var reading = Task.Run(replaceable.GetCredentialState, CancellationToken.None);
        return await reading.WaitAsync(Timeout.InfiniteTimeSpan, cache.Clock, cancellationToken).ConfigureAwait(false) is { } state
            && !failure.HasTried(state);
    }

    /// <summary>Starts a renewal. The caller holds the lock.</summary>
    private Task<bool> Start(ITokenSource source, AccessTokenRequest request)
    {
        var renewal = new TokenRenewal(new RenewalContext(this, cache, source, request));

        // Continuations run asynchronously. Otherwise a caller that blocks the thread on which it received the token would delay the
        // others.
        var completion = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        // A background renewal has no waiting caller. It has logged its failure.
        _ = completion.Task.Observed();

        // The renewal must not run under the first caller's activity, culture or transaction.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => RunAsync(renewal, source.UsesStore, completion));
        }

        return completion.Task;
    }

    private async Task RunAsync(TokenRenewal renewal, bool usesStore, TaskCompletionSource<bool> completion)
    {
        try
        {
            var outcome = await renewal.RunAsync().ConfigureAwait(false);
            lock (_gate)
            {
                Apply(outcome, usesStore);
                _renewal = null;
            }

            if (outcome.Failure is { } failure) completion.SetException(failure);
            else completion.SetResult(true);
        }
        catch (Exception failure)
        {
            lock (_gate) _renewal = null;

            // Only disposal cancels a renewal. A caller cancels nothing but its own wait.
            completion.SetException(failure is OperationCanceledException ? new ObjectDisposedException(nameof(MailTokens)) : failure);
        }
    }

    /// <summary>Applies the outcome of a renewal before any caller sees it. The caller holds the lock.</summary>
    private void Apply(RenewalOutcome outcome, bool usesStore)
    {
        if (outcome.Generation == _generation && !cache.Disposed.IsCancellationRequested)
        {
            if (outcome.Token is { } token)
            {
                _current = token;
                _failure = null;
                var now = cache.Clock.GetUtcNow();
                _expiredOnArrival = outcome.Failure is null && now.UtcTicks >= token.UsableUntilTicks
                    ? ExpiredOnArrival.After(_expiredOnArrival, now)
                    : null;
            }

            if (outcome.Rotated is { } rotated) _mayRotate = rotated;
        }

        if (outcome.Failure is not null) _failure = RememberedFailure.After(_failure, outcome, usesStore, cache.Clock.GetUtcNow());
    }
}
