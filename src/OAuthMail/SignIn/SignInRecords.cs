using OAuthMail.Storage;

namespace OAuthMail.SignIn;

/// <summary>The pending sign-ins of one account in the token store.</summary>
internal sealed class SignInRecords(ITokenStore store, TimeProvider clock, TokenKey accountKey, string accountName)
{
    private const string NotFound = "no such sign-in is pending in this token store, or it was completed before";

    /// <summary>Stores a pending sign-in.</summary>
    public async Task AddAsync(SignInRecord pending, CancellationToken cancellationToken)
    {
        await ExpiredSignIns.RemoveSometimesAsync(store, clock).ConfigureAwait(false);
        var lease = await store.AcquireAsync(SignInRecord.GetKey(pending.State), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        await lease.WriteAsync(pending.ToRecord(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Finds the newest pending sign-in, for a code without a state. The verifier binds the code to its sign-in: the server rejects any
    /// other code.
    /// </summary>
    public async Task<string> FindNewestAsync(CancellationToken cancellationToken)
    {
        SignInRecord? newest = null;
        try
        {
            await foreach (var entry in store.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                if (SignInRecord.FromRecord(entry.Record) is { Device: null } pending && pending.AccountKey == accountKey.Value
                    && (newest is null || pending.BegunAt > newest.BegunAt))
                {
                    newest = pending;
                }
            }
        }
        catch (TokenStoreException) when (newest is not null)
        {
            // The record of another account cannot be read. Stores list all others first.
        }

        return newest?.State ?? throw NotPending("no sign-in is pending");
    }

    /// <summary>
    /// Acquires the lease of a pending sign-in. The record is read first, because requests with invented states must not create a lock file
    /// each.
    /// </summary>
    public async Task<ITokenLease> AcquireAsync(string state, CancellationToken cancellationToken)
    {
        var key = SignInRecord.GetKey(state);
        if (await store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is null) throw NotPending(NotFound);
        return await store.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the pending sign-in of a lease, if it belongs to the account and has not expired.</summary>
    public async Task<SignInRecord> RequireAsync(ITokenLease lease, string state, bool device, CancellationToken cancellationToken)
    {
        var pending = lease.Current is null ? null : SignInRecord.FromRecord(lease.Current.Record);
        if (pending is null || pending.State != state || (pending.Device is not null) != device) throw NotPending(NotFound);
        if (pending.AccountKey != accountKey.Value) throw NotPending("the redirect belongs to the sign-in of another account");
        if (clock.GetUtcNow() < pending.ExpiresAt) return pending;
        await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
        throw NotPending($"the sign-in was begun at {pending.BegunAt.UtcDateTime:u} and has expired");
    }

    private OAuthMailException NotPending(string why) =>
        new(Problems.SignInNotPending, $"The sign-in for '{accountName}' cannot be completed: {why}");
}
