using OAuthMail.Providers;
using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail.AccountStates;

/// <summary>Reads the states of accounts from the token store.</summary>
internal sealed class AccountStateReader(
    IMailAccounts accounts, ITokenStore store, ICredentialExpiration expiration, OAuthHttp http, TimeProvider clock)
    : IMailAccountStates
{
    public async Task<IReadOnlyList<MailAccountState>> ListAsync(CancellationToken cancellationToken = default)
    {
        var expirations = FirstOfEach(await expiration.ListAsync(cancellationToken).ConfigureAwait(false));
        var states = new List<MailAccountState>();
        TokenStoreException? unavailable = null;
        var isReadable = false;
        foreach (var account in accounts.All.OrderBy(account => account.Name, StringComparer.Ordinal))
        {
            foreach (var side in AccountSide.All(account))
            {
                try
                {
                    states.Add(await ReadAsync(side, expirations, cancellationToken).ConfigureAwait(false));
                    isReadable = true;
                }
                catch (TokenStoreException unreadable)
                {
                    // One record must not hide all others.
                    if (!IsOfRecord(unreadable)) unavailable ??= unreadable;
                    states.Add(Unreadable(side, unreadable));
                }
            }
        }

        // A store of which nothing can be read is unavailable. One that rejects single reads is not.
        if (unavailable is not null && !isReadable) throw new TokenStoreException(unavailable.Problem, unavailable.Detail, unavailable);
        return states;
    }

    public async Task<MailAccountState> GetAsync(
        string account, MailProtocol protocol = MailProtocol.Imap, CancellationToken cancellationToken = default)
    {
        var side = AccountSide.Of(accounts.Get(account), protocol);
        var expirations = FirstOfEach(await expiration.ListAsync(cancellationToken).ConfigureAwait(false));
        try
        {
            return await ReadAsync(side, expirations, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenStoreException unreadable) when (IsOfRecord(unreadable))
        {
            return Unreadable(side, unreadable);
        }
    }

    /// <summary>Determines whether a record is the cause. All others can be read.</summary>
    private static bool IsOfRecord(TokenStoreException failure) =>
        failure.Problem == Problems.TokenRecordDamaged || failure.Problem == Problems.TokenRecordMisplaced
        || failure.Problem == Problems.TokenRecordNewer || failure.Problem == Problems.TokenRecordTooLarge
        || failure.Problem == Problems.TokenRecordInvalid || failure.Problem == Problems.TokenKeyUnknown;

    private MailAccountState Unreadable(AccountSide side, TokenStoreException failure) =>
        new(side.Account.Name, side.Protocol, MailAccountStatus.Failing, clock.GetUtcNow())
        {
            Problem = failure.Problem,
            Detail = failure.Detail,
        };

    /// <summary>Returns the credential of each account that expires first.</summary>
    private static Dictionary<string, CredentialExpiration> FirstOfEach(IReadOnlyList<CredentialExpiration> expirations)
    {
        var first = new Dictionary<string, CredentialExpiration>(StringComparer.Ordinal);
        foreach (var credential in expirations.Where(one => one.ExpiresAt is not null))
        {
            foreach (var account in credential.Accounts)
            {
                if (!first.TryGetValue(account, out var other) || credential.ExpiresAt < other.ExpiresAt) first[account] = credential;
            }
        }

        return first;
    }

    private async Task<MailAccountState> ReadAsync(
        AccountSide side, Dictionary<string, CredentialExpiration> expirations, CancellationToken cancellationToken)
    {
        var entry = await store.ReadAsync(side.StateKey, cancellationToken).ConfigureAwait(false);
        var stored = StoredState.FromRecord(entry?.Record);
        var state = stored?.ToState(side.Account.Name, side.Protocol)
            ?? new MailAccountState(side.Account.Name, side.Protocol, MailAccountStatus.Unverified, clock.GetUtcNow());
        if (side.Registration.Flow.HasSignIn()) state = await CorrectAsync(side, state, stored, cancellationToken).ConfigureAwait(false);
        if (expirations.TryGetValue(side.Account.Name, out var next)) state.NextExpiration = next;
        if (FindKey(side) is { } key && await store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } tokens)
        {
            state.Tokens = Describe(tokens.Record);
        }

        return state;
    }

    private static MailAccountTokenState Describe(TokenRecord record) => new()
    {
        UserName = record.UserName,
        SignedInAt = record.SignedInAt?.ToUniversalTime(),
        SignInReason = ProblemCodes.Find(TokenRecords.GetSignInReason(record)),
        RefreshTokenUsedAt = record.RefreshToken is null ? null : record.RefreshedAt?.ToUniversalTime(),
        RefreshTokenExpiresAt = TokenRecords.GetRefreshTokenExpiration(record)?.ToUniversalTime(),
        RenewedAt = record.IssuedAt?.ToUniversalTime(),
        AccessTokenExpiresAt = record.ExpiresAt?.ToUniversalTime(),
    };

    /// <summary>
    /// Returns the key of the tokens, or <see langword="null"/> if another package provides the flow, or a credential is missing.
    /// </summary>
    private TokenKey? FindKey(AccountSide side)
    {
        var (registration, account) = (side.Registration, side.Account);
        if (registration.Flow.HasSignIn()) return registration.GetConsentKey(account.SignInName, clock);
        try
        {
            return registration.CreateSource(account.Name, account.SignInName, http, clock).GetKey(default);
        }
        catch (OAuthMailException)
        {
            return null;
        }
    }

    /// <summary>Corrects the state by the stored consent, which another process, or a program without states, may have changed.</summary>
    private async Task<MailAccountState> CorrectAsync(
        AccountSide side, MailAccountState state, StoredState? stored, CancellationToken cancellationToken)
    {
        var key = side.Registration.GetConsentKey(side.Account.SignInName, clock);
        var consent = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        if (consent?.Record.RefreshToken is null)
        {
            var isKnown = state.Status is MailAccountStatus.NotSignedIn or MailAccountStatus.SignInRequired;
            return stored is not null && isKnown
                ? state
                : new MailAccountState(side.Account.Name, side.Protocol, MailAccountStatus.NotSignedIn, stored?.Since ?? clock.GetUtcNow())
                {
                    LastSuccess = stored?.LastSuccess,
                    Problem = Problems.NotSignedIn,
                };
        }

        // A sign-in after the failure: the next login decides.
        var isOutdated = state.Status is MailAccountStatus.NotSignedIn or MailAccountStatus.SignInRequired
            && consent.Record.SignedInAt > state.Since;
        return isOutdated
            ? new MailAccountState(side.Account.Name, side.Protocol, MailAccountStatus.Unverified, consent.Record.SignedInAt!.Value)
            {
                LastSuccess = stored?.LastSuccess,
            }
            : state;
    }
}
