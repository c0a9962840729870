using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>Decides whether a stored token can be handed out instead of a new one.</summary>
internal sealed class StoredTokens(RenewalContext context)
{
    /// <summary>Returns the stored token if another process has stored it and it makes a request unnecessary.</summary>
    /// <param name="stored">The stored record, or <see langword="null"/> if there is none.</param>
    /// <param name="generation">The entry's generation before the record was read.</param>
    public CachedToken? FindAdoptable(TokenStoreEntry? stored, int generation)
    {
        if (context.Request.RequiresNewToken) return null;
        if (stored is null || TokenRecords.ToAccessToken(stored.Record) is not { } token || IsRejected(token)) return null;

        var now = context.Clock.GetUtcNow().UtcTicks;
        var current = context.Entry.Current;
        var isNew = current is null || current.Token.Value != token.Value;

        // A known token keeps its times. With new jitter it could look fresh again and would not be renewed.
        var cached = isNew ? Cache(token, stored.Record.AfterRefusal) : current!;
        var isGood = cached.IsFresh(now) || (isNew && cached.IsUsable(now) && cached.IsJustIssued(now));
        if (!isGood || (!cached.LastsFor(context.Request.MinimumLifetime, now) && !cached.IsJustIssued(now))) return null;

        // The record has been replaced since it was read.
        if (context.Entry.Generation != generation || context.Cache.Disposed.IsCancellationRequested) return null;
        context.Cache.Metrics.Adopted(context.Source.Name);
        TokenLog.Adopted(context.Cache.Logger, context.Source.Name, context.Key, token.ExpiresAt);
        return cached;
    }

    /// <summary>
    /// Returns the stored token for use after a failed renewal, if it is usable and the entry has none. A process that has just started
    /// needs it: a token that expires soon is better than none.
    /// </summary>
    public CachedToken? FindFallback(TokenRecord? record)
    {
        if (record is null || TokenRecords.ToAccessToken(record) is not { } token || IsRejected(token)) return null;
        var now = context.Clock.GetUtcNow().UtcTicks;
        if (context.Entry.Current is { } current && current.IsUsable(now)) return null;
        var stored = Cache(token, record.AfterRefusal);
        return stored.IsUsable(now) ? stored : null;
    }

    /// <summary>Creates the cache's form of a token, with its random renewal time.</summary>
    public CachedToken Cache(AccessToken token, bool afterRejection) =>
        new(token, afterRejection, context.Cache.Options.EarlyRenewal, Jitter.Next());

    /// <summary>Returns whether the mail server rejected the token that is replaced. Otherwise that token has expired.</summary>
    public bool ReplacesRejectedToken(TokenRecord? record) =>
        context.Request.RejectedToken is { } rejected
        && (rejected.Value == record?.AccessToken || rejected.Value == context.Entry.Current?.Token.Value);

    private bool IsRejected(AccessToken token) => context.Request.RejectedToken?.Value == token.Value;
}
