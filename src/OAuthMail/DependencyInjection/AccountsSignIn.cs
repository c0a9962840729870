using OAuthMail.AccountStates;
using OAuthMail.SignIn;

namespace OAuthMail.DependencyInjection;

/// <summary>Signs users in for the accounts of an application, and finds the account of a sign-in by its state.</summary>
internal sealed class AccountsSignIn(
    IMailAccounts accounts, MailTokens tokens, OAuthHttp http, ConnectionTester tester, AccountActivity activity)
    : IMailSignIn
{
    public Task<PendingSignIn> BeginAsync(
        string account, MailProtocol? protocol = null, Uri? redirectUri = null, CancellationToken cancellationToken = default) =>
        Of(account, protocol).BeginAsync(redirectUri, claims: null, cancellationToken);

    public Task<PendingSignIn> BeginAsync(
        string account, BrowserSignInRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(request);
        return Of(account, request.Protocol, request.Lifetime).BeginAsync(request, cancellationToken);
    }

    public async Task<SignInResult> CompleteAsync(string redirect, CancellationToken cancellationToken = default)
    {
        var account = await MailSignIn.FindAccountAsync(redirect, tokens, cancellationToken).ConfigureAwait(false);
        var result = await Of(account ?? throw NotPending(), protocol: null).CompleteAsync(
            redirect, cancellationToken).ConfigureAwait(false);
        return Report(result);
    }

    public Task<PendingDeviceSignIn> BeginWithDeviceCodeAsync(
        string account, MailProtocol? protocol = null, CancellationToken cancellationToken = default) =>
        Of(account, protocol).BeginWithDeviceCodeAsync(cancellationToken);

    public async Task<SignInResult> CompleteWithDeviceCodeAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        var pending = await SignInRecords.FindAsync(tokens.Store, tokens.Clock, id, cancellationToken).ConfigureAwait(false);
        var account = pending?.AccountName ?? throw NotPending();
        return Report(await Of(account, protocol: null).CompleteWithDeviceCodeAsync(id, cancellationToken).ConfigureAwait(false));
    }

    public Task<PendingSignIn?> GetPendingAsync(
        string account, MailProtocol? protocol = null, Uri? redirectUri = null, CancellationToken cancellationToken = default) =>
        Of(account, protocol).GetPendingAsync(redirectUri, cancellationToken);

    public async Task<SignInResult> ImportAsync(
        string account, string refreshToken, MailProtocol? protocol = null, CancellationToken cancellationToken = default) =>
        Report(await Of(account, protocol).ImportAsync(refreshToken, cancellationToken).ConfigureAwait(false));

    public Task<bool> CancelAsync(string state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        return SignInRecords.RemoveAsync(tokens.Store, tokens.Clock, state, cancellationToken);
    }

    public async Task<bool> SignOutAsync(string account, MailProtocol? protocol = null, CancellationToken cancellationToken = default)
    {
        var revoked = await Of(account, protocol).SignOutAsync(cancellationToken).ConfigureAwait(false);
        activity.SignedOut(accounts.Get(account), protocol);
        return revoked;
    }

    private SignInResult Report(SignInResult result)
    {
        // The account is connected only after the mail server has accepted a login.
        activity.SignedIn(accounts.Get(result.Account), result.Protocol, result.UserCheck == UserCheckOutcome.AcceptedByServer);
        return result;
    }

    private MailSignIn Of(string account, MailProtocol? protocol, TimeSpan? lifetime = null)
    {
        var options = new SignInOptions
        {
            Protocol = protocol,
            Tester = tester,
            FindClaimsAsync = (side, cancellationToken) => FindClaimsAsync(accounts.Get(account), side, cancellationToken),
        };
        if (lifetime is { } one) options.Lifetime = one;
        return new MailSignIn(accounts.Get(account), tokens, http, options);
    }

    /// <summary>
    /// Returns the claims challenge of the last rejected token request. A sign-in that does not send it would be rejected again.
    /// </summary>
    private async Task<string?> FindClaimsAsync(MailAccount account, MailProtocol? side, CancellationToken cancellationToken)
    {
        try
        {
            var entry = await tokens.Store.ReadAsync(AccountSide.KeyOf(account.Name, side), cancellationToken).ConfigureAwait(false);
            return StoredState.FromRecord(entry?.Record)?.Claims;
        }
        catch (TokenStoreException)
        {
            // A sign-in must be possible although the state cannot be read.
            return null;
        }
    }

    private static OAuthMailException NotPending() => new(
        Problems.SignInNotPending,
        "The sign-in cannot be completed: no such sign-in is pending in this token store, or it was completed, canceled or has expired");
}
