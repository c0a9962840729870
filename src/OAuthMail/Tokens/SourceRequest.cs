using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>
/// Requests a token from the source within the time limit. A rotated refresh token that arrives after the limit is kept for the next
/// renewal.
/// </summary>
internal sealed class SourceRequest(RenewalContext context, StoredTokens storedTokens)
{
    private ITokenSource Source => context.Source;

    /// <summary>Requests a token.</summary>
    /// <param name="sourceContext">The parameter of the source.</param>
    /// <param name="recordVersion">
    /// The version of the record that the request is based on, or <see langword="null"/> if there is none.
    /// </param>
    /// <param name="cancellationToken">Cancels the request when the cache is disposed.</param>
    /// <exception cref="OperationCanceledException">The cache was disposed.</exception>
    public async Task<SourceResult> RunAsync(
        TokenSourceContext sourceContext, string? recordVersion, CancellationToken cancellationToken)
    {
        string? credentialState = null;
        using var limit = context.StartTimeLimit(cancellationToken);
        try
        {
            // On the thread pool and with a limited wait, for sources that block or ignore their cancellation token.
            var requesting = Task.Run(() =>
            {
                // Read before the request. A credential that is replaced during the request must look new afterwards.
                credentialState = (Source as IReplaceableCredential)?.GetCredentialState();
                return Source.RequestTokenAsync(sourceContext, limit.Token).AsTask();
            }, CancellationToken.None);
            var grant = await WaitAsync(requesting, sourceContext.Record, recordVersion, limit.Token).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The token source returned null.");
            context.Cache.Metrics.Fetched(Source.Name);
            TokenLog.Fetched(context.Cache.Logger, Source.Name, context.Key, grant.AccessToken.ExpiresAt);
            return new SourceResult(grant, null, credentialState);
        }
        catch (Exception failure) when (!context.IsCanceled(failure))
        {
            var hasMarks = failure is OAuthMailException known && known.Problem != Problems.RenewalTimedOut;
            return new SourceResult(null, RenewalErrors.FromSource(context, failure, limit), credentialState, hasMarks);
        }
    }

    private async Task<TokenGrant?> WaitAsync(
        Task<TokenGrant> requesting, TokenRecord? record, string? recordVersion, CancellationToken cancellationToken)
    {
        try
        {
            return await requesting.WaitOrAbandonAsync(context.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Also covers a response that arrived in the same moment.
            _ = KeepLateGrantAsync(requesting, record, recordVersion);
            throw;
        }
    }

    private async Task KeepLateGrantAsync(Task<TokenGrant> requesting, TokenRecord? record, string? recordVersion)
    {
        try
        {
            var grant = await requesting.ConfigureAwait(false);
            if (!Source.UsesStore || !TokenRecords.IsIrreplaceable(record, grant)) return;
            var now = context.Clock.GetUtcNow();
            var renewed = RenewalErrors.FindOtherIdentity(context, record, grant) is null
                ? TokenRecords.Merge(record, grant, storedTokens.ReplacesRejectedToken(record), now)
                : StoredIdentity.SetAside(record!, grant, now);
            context.Entry.DeferredWrite.Record = new UnsavedRecord(renewed, recordVersion);
        }
        catch (Exception failure)
        {
            // The renewal has already reported that it timed out.
            var late = new TokenSourceContext(context.Request, record);
            if (TokenRecords.WithIssuedRefreshToken(late, failure, context.Clock.GetUtcNow()) is { } rotated)
            {
                context.Entry.DeferredWrite.Record = new UnsavedRecord(rotated, recordVersion);
            }
        }
    }
}
