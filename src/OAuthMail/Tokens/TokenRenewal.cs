using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>
/// Renews one token once: acquires the lease of the stored record (<see cref="RenewalLease"/>), requests a token from the source
/// (<see cref="SourceRequest"/>), writes the record (<see cref="RecordWriter"/>), and returns the outcome to the cache entry.
/// </summary>
internal sealed class TokenRenewal
{
    private const int MaximumRounds = 3;

    private readonly RenewalContext _context;
    private readonly StoredTokens _storedTokens;
    private readonly RecordWriter _writer;
    private readonly RenewalLease _lease;
    private readonly SourceRequest _sourceRequest;

    public TokenRenewal(RenewalContext context)
    {
        _context = context;
        _storedTokens = new StoredTokens(context);
        _writer = new RecordWriter(context);
        _lease = new RenewalLease(context, _storedTokens, _writer);
        _sourceRequest = new SourceRequest(context, _storedTokens);
    }

    private AccessTokenCache Cache => _context.Cache;

    /// <summary>Runs the renewal. Failures are part of the outcome.</summary>
    /// <exception cref="OperationCanceledException">The cache was disposed.</exception>
    public async Task<RenewalOutcome> RunAsync()
    {
        var source = _context.Source;
        var started = _context.Clock.GetTimestamp();
        var activity = TokenMetrics.StartRenewal(source.Name);
        try
        {
            var outcome = source.UsesStore
                ? await RenewInStoreAsync().ConfigureAwait(false)
                : await RenewInMemoryAsync().ConfigureAwait(false);
            if (outcome.Failure is { } failure)
            {
                Cache.Metrics.Failed(source.Name, failure.Code);
                TokenLog.Failed(Cache.Logger, source.Name, _context.Key, failure.Message);
            }
            else
            {
                Cache.Metrics.Took(_context.Clock.GetElapsedTime(started));
            }

            return outcome;
        }
        finally
        {
            SafeTelemetry.Stop(activity);
        }
    }

    private async Task<RenewalOutcome> RenewInMemoryAsync()
    {
        var outcome = new RenewalOutcome { Generation = _context.Entry.Generation };
        var context = new TokenSourceContext(_context.Request, null);
        var result = await _sourceRequest.RunAsync(context, null, Cache.Disposed).ConfigureAwait(false);
        return result.Grant is { } grant
            ? outcome with { Token = _storedTokens.Cache(grant.AccessToken, _storedTokens.ReplacesRejectedToken(null)) }
            : outcome with { Failure = result.Failure, CredentialState = result.CredentialState };
    }

    private async Task<RenewalOutcome> RenewInStoreAsync()
    {
        var prepared = await _lease.AcquireAsync().ConfigureAwait(false);
        for (var round = 1; prepared.Lease is { Lost.IsCancellationRequested: true } lost; round++)
        {
            // The process was stopped for longer than the lease lasts. Another process may have used the refresh token.
            if (round == MaximumRounds) return await FailAsLostAsync(lost, prepared.Outcome).ConfigureAwait(false);
            await lost.DisposeAsync().ConfigureAwait(false);
            prepared = await _lease.AcquireAsync().ConfigureAwait(false);
        }

        if (prepared.Lease is not { } lease) return prepared.Outcome;
        RenewalOutcome outcome;
        try
        {
            outcome = await RenewUnderLeaseAsync(lease, prepared.Outcome).ConfigureAwait(false);
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return await _lease.ReleaseAsync(lease, outcome).ConfigureAwait(false);
    }

    private async Task<RenewalOutcome> FailAsLostAsync(ITokenLease lease, RenewalOutcome outcome) => await _lease.ReleaseAsync(
        lease, outcome with
        {
            Failure = RenewalErrors.LeaseLost(_context), Token = _storedTokens.FindFallback(lease.Current?.Record),
        }).ConfigureAwait(false);

    private async Task<RenewalOutcome> RenewUnderLeaseAsync(ITokenLease lease, RenewalOutcome outcome)
    {
        var record = lease.Current?.Record;

        // If the response may replace a stored secret, disposal waits for it a short time.
        using var exchange = TokenRecords.HasToLose(record) ? Cache.Exchanges.Begin(Cache.Disposed) : null;
        var end = exchange is null ? Cache.Disposed : Cache.Exchanges.Canceled;

        var context = new TokenSourceContext(_context.Request, record) { LeaseLost = lease.Lost };
        var result = await _sourceRequest.RunAsync(context, lease.Current?.Version, end).ConfigureAwait(false);
        outcome = outcome with { CredentialState = result.CredentialState };
        if (result.Grant is not { } grant) return await FailAsync(lease, context, outcome, result).ConfigureAwait(false);
        if (RenewalErrors.FindOtherIdentity(_context, record, grant) is { } otherIdentity)
        {
            var aside = StoredIdentity.SetAside(record!, grant, _context.Clock.GetUtcNow());
            return await FailAndWriteAsync(lease, aside, outcome with { Failure = otherIdentity }).ConfigureAwait(false);
        }

        var renewed = TokenRecords.Merge(record, grant, _storedTokens.ReplacesRejectedToken(record), _context.Clock.GetUtcNow());
        var rotated = TokenRecords.IsIrreplaceable(record, grant);
        outcome = outcome with { Rotated = rotated };
        return await _writer.WriteAsync(lease, renewed, rotated).ConfigureAwait(false) is { } failure
            ? outcome with { Failure = failure }
            : outcome with { Token = _storedTokens.Cache(grant.AccessToken, renewed.AfterRefusal) };
    }

    private async Task<RenewalOutcome> FailAsync(
        ITokenLease lease, TokenSourceContext context, RenewalOutcome outcome, SourceResult result)
    {
        outcome = outcome with { Failure = result.Failure, Token = _storedTokens.FindFallback(context.Record) };
        if (TokenRecords.WithIssuedRefreshToken(context, result.Failure, _context.Clock.GetUtcNow()) is { } rotated)
        {
            return await FailAndWriteAsync(lease, rotated, outcome).ConfigureAwait(false);
        }
        if (!result.HasMarks) return outcome;
        var version = await _writer.WriteMarksAsync(lease, context).ConfigureAwait(false);
        return version is null ? outcome : outcome with { RecordVersion = version };
    }

    /// <summary>Writes a record that a failed renewal must not lose, and reports the failure.</summary>
    private async Task<RenewalOutcome> FailAndWriteAsync(ITokenLease lease, TokenRecord record, RenewalOutcome outcome)
    {
        var failure = await _writer.WriteAsync(lease, record, rotated: true).ConfigureAwait(false);
        return failure is null
            ? outcome with { Rotated = true, RecordVersion = lease.Current?.Version }
            : outcome with { Rotated = true, Failure = failure };
    }
}
