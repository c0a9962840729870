#if NET
using System.Security.Cryptography;
#endif
using System.Text;
using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail.SignIn;

/// <summary>The pending sign-ins of one account in the token store.</summary>
internal sealed class SignInRecords(ITokenStore store, TimeProvider clock, string accountName)
{
    private const string NotFound = "no such sign-in is pending in this token store, or it was completed before";

    /// <summary>The time that a completed sign-in waits to remove the reference to it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns the current pending sign-in, or creates one if there is none. Each failed alert may begin a sign-in, and the user completes
    /// one of them. A sign-in of which less than half of the lifetime is left remains valid, but is not returned any more.
    /// </summary>
    /// <param name="side">The side of the account.</param>
    /// <param name="redirectUri">The redirect URI, or <see langword="null"/> for a sign-in with a device code.</param>
    /// <param name="createAsync">Creates a pending sign-in.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<SignInRecord> GetOrAddAsync(
        SignInSide side, Uri? redirectUri, Func<Task<SignInRecord>> createAsync, CancellationToken cancellationToken)
    {
        await ExpiredSignIns.RemoveSometimesAsync(store, clock).ConfigureAwait(false);
        var key = SignInRecord.GetCurrentKey(side.Key.Value, redirectUri);
        var reference = await ReadAsync(key, cancellationToken).ConfigureAwait(false);
        if (await FindCurrentAsync(reference, side, cancellationToken).ConfigureAwait(false) is { } current) return current;
        var lease = await store.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);

        // Another process may have begun a sign-in meanwhile.
        current = await FindCurrentAsync(lease.Current, side, cancellationToken).ConfigureAwait(false);
        if (current is not null) return current;
        var created = await createAsync().ConfigureAwait(false);
        await WriteAsync(created, cancellationToken).ConfigureAwait(false);
        await lease.WriteAsync(created.ToCurrentRecord(), cancellationToken).ConfigureAwait(false);
        return created;
    }

    /// <summary>Stores a sign-in of one browser, which no other caller receives.</summary>
    public async Task<SignInRecord> AddAsync(SignInRecord pending, CancellationToken cancellationToken)
    {
        await ExpiredSignIns.RemoveSometimesAsync(store, clock).ConfigureAwait(false);
        await WriteAsync(pending, cancellationToken).ConfigureAwait(false);
        return pending;
    }

    /// <summary>Returns the current pending sign-in, or <see langword="null"/> if there is none.</summary>
    public async Task<SignInRecord?> FindAsync(SignInSide side, Uri? redirectUri, CancellationToken cancellationToken)
    {
        var key = SignInRecord.GetCurrentKey(side.Key.Value, redirectUri);
        var reference = await ReadAsync(key, cancellationToken).ConfigureAwait(false);
        return await FindCurrentAsync(reference, side, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a pending sign-in.</summary>
    /// <returns>Whether it was pending.</returns>
    public static async Task<bool> RemoveAsync(ITokenStore store, TimeProvider clock, string state, CancellationToken cancellationToken)
    {
        if (await FindAsync(store, clock, state, cancellationToken).ConfigureAwait(false) is not { } pending) return false;
        var lease = await store.AcquireAsync(SignInRecord.GetKey(state), cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            if (lease.Current is null) return false;
            await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        await new SignInRecords(store, clock, pending.AccountName ?? "").ForgetAsync(pending).ConfigureAwait(false);
        return true;
    }

    /// <summary>Removes the reference to a sign-in that is no longer pending. A reference that remains is ignored, and expires.</summary>
    public async Task ForgetAsync(SignInRecord pending)
    {
        // Real time limits the wait, because the wait for another process is real.
        using var limit = new TimeLimit(TimeProvider.System, Patience);
        try
        {
            var key = SignInRecord.GetCurrentKey(pending.AccountKey, pending.RedirectUri);
            if (!IsReference(await store.ReadAsync(key, limit.Token).ConfigureAwait(false), pending)) return;
            var lease = await store.AcquireAsync(key, limit.Token).ConfigureAwait(false);
            await using var held = lease.ConfigureAwait(false);
            if (IsReference(lease.Current, pending)) await lease.DeleteAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The result of the sign-in does not depend on it.
        }
    }

    /// <summary>
    /// Finds the newest pending sign-in, for a code without a state. The verifier binds the code to its sign-in: the server rejects any
    /// other code.
    /// </summary>
    public async Task<string> FindNewestAsync(IReadOnlyList<SignInSide> sides, CancellationToken cancellationToken)
    {
        SignInRecord? newest = null;
        try
        {
            await foreach (var entry in store.ListByPrefixAsync(SignInRecord.KeyPrefix, cancellationToken).ConfigureAwait(false))
            {
                if (SignInRecord.FromRecord(entry.Record) is { Device: null } pending
                    && sides.Any(side => side.Key.Value == pending.AccountKey) && (newest is null || pending.BegunAt > newest.BegunAt))
                {
                    newest = pending;
                }
            }
        }
        catch (TokenStoreException unreadable)
        {
            // Stores list all other records first. The unreadable one may be that of another account, or the sign-in.
            if (newest is null)
            {
                throw new TokenStoreException(
                    unreadable.Problem,
                    $"No pending sign-in for '{accountName}' was found, and a record that cannot be read may belong to another account: "
                    + unreadable.Detail, unreadable);
            }
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

    /// <summary>Returns the pending sign-in of a lease and its side, if it belongs to the account and has not expired.</summary>
    public async Task<(SignInRecord Pending, SignInSide Side)> RequireAsync(
        ITokenLease lease, string state, bool device, IReadOnlyList<SignInSide> sides, CancellationToken cancellationToken)
    {
        var pending = lease.Current is null ? null : SignInRecord.FromRecord(lease.Current.Record);
        if (pending is null || !IsSame(pending.State, state) || (pending.Device is not null) != device) throw NotPending(NotFound);
        var side = sides.FirstOrDefault(one => one.Key.Value == pending.AccountKey) ?? throw NotPending(
            $"the redirect belongs to the sign-in of {(pending.AccountName is { } name ? $"the account '{name}'" : "another account")}");
        if (clock.GetUtcNow() < pending.ExpiresAt) return (pending, side);
        await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
        throw NotPending($"the sign-in was begun at {pending.BegunAt.UtcDateTime:u} and has expired");
    }

    /// <summary>Returns whether a consent is stored that the server has not rejected. A damaged one requires a sign-in.</summary>
    public async Task<bool> HasConsentAsync(TokenKey key, CancellationToken cancellationToken) =>
        await ReadAsync(key, cancellationToken).ConfigureAwait(false) is { Record: { RefreshToken: not null } record }
            && TokenRecords.GetRefusal(record) is null;

    /// <summary>Returns a pending sign-in, or <see langword="null"/> if no sign-in with this state is pending.</summary>
    public static async Task<SignInRecord?> FindAsync(
        ITokenStore store, TimeProvider clock, string state, CancellationToken cancellationToken)
    {
        var entry = await store.ReadAsync(SignInRecord.GetKey(state), cancellationToken).ConfigureAwait(false);
        return entry is not null && SignInRecord.FromRecord(entry.Record) is { } pending && IsSame(pending.State, state)
            && clock.GetUtcNow() < pending.ExpiresAt
            ? pending
            : null;
    }

    private async Task WriteAsync(SignInRecord pending, CancellationToken cancellationToken)
    {
        var lease = await store.AcquireAsync(SignInRecord.GetKey(pending.State), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        await lease.WriteAsync(pending.ToRecord(), cancellationToken).ConfigureAwait(false);
    }

    private async Task<SignInRecord?> FindCurrentAsync(TokenStoreEntry? reference, SignInSide side, CancellationToken cancellationToken)
    {
        if (reference is null || SignInRecord.FindCurrentState(reference.Record) is not { } state) return null;
        var entry = await ReadAsync(SignInRecord.GetKey(state), cancellationToken).ConfigureAwait(false);
        if (entry is null || SignInRecord.FromRecord(entry.Record) is not { } pending || pending.AccountKey != side.Key.Value) return null;
        var now = clock.GetUtcNow();
        return now >= pending.BegunAt && pending.ExpiresAt - now >= now - pending.BegunAt ? pending : null;
    }

    /// <summary>Reads a record. A damaged one must not prevent a new sign-in.</summary>
    private async Task<TokenStoreEntry?> ReadAsync(TokenKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenStoreException damaged) when (damaged.Problem == Problems.TokenRecordDamaged)
        {
            return null;
        }
    }

    private static bool IsReference(TokenStoreEntry? entry, SignInRecord pending) =>
        entry is not null && SignInRecord.FindCurrentState(entry.Record) == pending.State;

    private static bool IsSame(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private OAuthMailException NotPending(string why) =>
        new(Problems.SignInNotPending, $"The sign-in for '{accountName}' cannot be completed: {why}");
}
