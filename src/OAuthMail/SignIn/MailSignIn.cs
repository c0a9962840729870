using OAuthMail.Accounts;
using OAuthMail.Errors;
using OAuthMail.Flows;
using OAuthMail.Providers;
using OAuthMail.SignIn;
using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>
/// A person's sign-in for one account, in two steps that may be days, restarts and machines apart: begin gives an address or a
/// code to show and stores what is pending; complete takes what came back. Browsers, pasted addresses, web endpoints and devices
/// are front ends of these two steps.
/// </summary>
public sealed class MailSignIn
{
    private const string NothingBegun = "no sign-in with this answer was begun here, or it was completed already";

    private static readonly TimeSpan MaximumStoring = TimeSpan.FromMinutes(2);

    private readonly MailAccount _account;
    private readonly AccountRegistration _registration;
    private readonly MailTokens _tokens;
    private readonly SignInOptions _options;
    private readonly OAuthHttp _http;
    private readonly FlowOptions _flowOptions;
    private readonly TokenKey _key;

    /// <summary>Prepares sign-ins for an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="tokens">The lifecycle whose store keeps what is pending and what is granted.</param>
    /// <param name="http">How the authorization server is reached.</param>
    /// <param name="options">How the person signs in; null for the defaults.</param>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="MailConfigurationException">No user can sign in for this account, or an option is out of range.</exception>
    public MailSignIn(MailAccount account, MailTokens tokens, OAuthHttp http, SignInOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(http);
        _account = account;
        _tokens = tokens;
        _http = http;
        _options = options ?? new SignInOptions();
        _options.Validate();
        _registration = ChooseRegistration(account, _options.Protocol);
        _flowOptions = _registration.CreateFlowOptions(account.Name, tokens.Clock);
        _key = _registration.CreateSource(account.Name, account.SignInName, http, tokens.Clock).GetKey(default);
    }

    /// <summary>Where the consent is kept.</summary>
    public TokenKey Key => _key;

    /// <summary>Begins a sign-in with a browser.</summary>
    /// <param name="redirectUri">
    /// Where the browser is to end up; null for the account's, or for an address on this machine at which nobody listens.
    /// </param>
    /// <param name="claims">A claims challenge that a token request was refused with, to be repeated unchanged; usually null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The address to open.</returns>
    /// <exception cref="ArgumentException"><paramref name="redirectUri"/> is not absolute.</exception>
    /// <exception cref="MailConfigurationException">The account's flow is another one.</exception>
    /// <exception cref="TokenStoreException">The pending sign-in cannot be stored.</exception>
    public async Task<PendingSignIn> BeginAsync(
        Uri? redirectUri = null, string? claims = null, CancellationToken cancellationToken = default)
    {
        if (redirectUri is { IsAbsoluteUri: false }) throw new ArgumentException("A redirect address is absolute.", nameof(redirectUri));
        RequireSupport(OAuthFlow.AuthorizationCode);
        redirectUri ??= _registration.RedirectUri ?? new Uri($"http://{_registration.Provider.LoopbackHost}");
        var now = _tokens.Clock.GetUtcNow();
        var pending = new SignInRecord
        {
            AccountKey = _key.Value,
            State = AuthorizationCodeFlow.CreateSecret(),
            Verifier = AuthorizationCodeFlow.CreateSecret(),
            RedirectUri = redirectUri,
            BegunAt = now,
            ExpiresAt = now + _options.Lifetime,
        };
        await StoreAsync(pending, cancellationToken).ConfigureAwait(false);
        var url = CreateCodeFlow().BuildUrl(pending.State, pending.Verifier, redirectUri, _account.SignInName, claims);
        return new PendingSignIn(url, redirectUri, pending.State, pending.ExpiresAt);
    }

    /// <summary>Completes a sign-in with a browser.</summary>
    /// <param name="redirect">The address at which the browser ended, its query, or the bare code.</param>
    /// <param name="cancellationToken">Gives up, unless the server has answered already: then the sign-in is completed.</param>
    /// <returns>Who signed in. The account's tokens work from now on, in every process that shares the store.</returns>
    /// <exception cref="OAuthMailException">
    /// The answer is malformed, forged, expired or used; the server refused; or the wrong person signed in.
    /// </exception>
    public async Task<SignInResult> CompleteAsync(string redirect, CancellationToken cancellationToken = default)
    {
        var answer = RedirectAnswer.Parse(redirect);
        var state = answer.State ?? await FindNewestAsync(cancellationToken).ConfigureAwait(false);
        var lease = await AcquirePendingAsync(state, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var pending = await RequirePendingAsync(lease, state, device: false, cancellationToken).ConfigureAwait(false);

        await RequireIssuerAsync(answer, lease, cancellationToken).ConfigureAwait(false);
        if (answer.Error is not null)
        {
            await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
            throw Refused(answer);
        }

        var grant = await OnceAsync(
            lease, () => CreateCodeFlow().RedeemAsync(answer.Code!, pending.Verifier, pending.RedirectUri!, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return await AcceptAsync(grant).ConfigureAwait(false);
    }

    /// <summary>Begins a sign-in on another device.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The code, and where to enter it.</returns>
    /// <exception cref="MailConfigurationException">The provider gives no mail scopes to device codes.</exception>
    /// <exception cref="TokenRequestException">The server refused or could not be asked.</exception>
    public async Task<PendingDeviceSignIn> BeginWithDeviceCodeAsync(CancellationToken cancellationToken = default)
    {
        RequireSupport(OAuthFlow.DeviceCode);
        var device = await CreateDeviceFlow().BeginAsync(cancellationToken).ConfigureAwait(false);
        var pending = new SignInRecord
        {
            AccountKey = _key.Value,
            State = AuthorizationCodeFlow.CreateSecret(),
            Device = device,
            BegunAt = _tokens.Clock.GetUtcNow(),
            ExpiresAt = device.ExpiresAt,
        };
        await StoreAsync(pending, cancellationToken).ConfigureAwait(false);
        return new PendingDeviceSignIn(
            pending.State, device.UserCode, device.VerificationUri, device.VerificationUriComplete, device.ExpiresAt);
    }

    /// <summary>Waits until the person has entered the code, at the server's pace.</summary>
    /// <param name="id">The begun sign-in's <see cref="PendingDeviceSignIn.Id"/>.</param>
    /// <param name="cancellationToken">Gives up, unless the server has answered already; the sign-in can still be completed.</param>
    /// <returns>Who signed in.</returns>
    /// <exception cref="OAuthMailException">The code ended, the person declined, or the wrong person signed in.</exception>
    public async Task<SignInResult> CompleteWithDeviceCodeAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var lease = await AcquirePendingAsync(id, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var pending = await RequirePendingAsync(lease, id, device: true, cancellationToken).ConfigureAwait(false);
        var grant = await OnceAsync(
            lease, () => CreateDeviceFlow().PollAsync(pending.Device!, cancellationToken), cancellationToken).ConfigureAwait(false);
        return await AcceptAsync(grant).ConfigureAwait(false);
    }

    /// <summary>Ends the consent: revokes it at the server where that is possible, and removes it from the store.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the server was told; some cannot be, and then the consent lives on there until it is withdrawn by hand.</returns>
    /// <exception cref="OAuthMailException">
    /// The server or the store could not be asked. Where only the server failed, the record is removed all the same.
    /// </exception>
    public async Task<bool> SignOutAsync(CancellationToken cancellationToken = default)
    {
        var lease = await _tokens.Store.AcquireAsync(_key, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        try
        {
            if (lease.Current?.Record.RefreshToken is not { } refreshToken) return false;
            return await new RevocationRequest(
                _registration.Server, _registration.Client, _http,
                _flowOptions).RevokeAsync(refreshToken, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await lease.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
            _tokens.Forget(_key);
        }
    }

    internal TimeProvider Clock => _tokens.Clock;

    internal Uri? RegisteredRedirectUri => _registration.RedirectUri;

    internal string LoopbackHost => _registration.Provider.LoopbackHost;

    private static AccountRegistration ChooseRegistration(MailAccount account, MailProtocol? protocol)
    {
        var candidates = protocol is { } one ? [account.GetRegistration(one)] : new[] { account.Incoming, account.Outgoing };
        return candidates.FirstOrDefault(candidate => candidate.Flow.HasSignIn())
            ?? throw new MailConfigurationException(
                $"the account '{account.Name}'",
                    [new OptionError("Flow",
                        $"No user can sign in with the flow {candidates[0].Flow}: the application acquires its tokens itself.")]);
    }

    private void RequireSupport(OAuthFlow flow)
    {
        var possible = flow == OAuthFlow.AuthorizationCode
            ? _registration.Server.AuthorizationEndpoint is not null
            : _registration.Server.DeviceAuthorizationEndpoint is not null;
        var reason = _registration.Provider.Flows.Contains(flow) || _registration.Provider.Id == "custom"
            ? null
            : _registration.Provider.WhyNot(flow);
        if (possible && reason is null) return;
        throw new MailConfigurationException(
            $"the account '{_account.Name}'",
                [new OptionError("Flow", $"'{flow}' can't be used. {reason ?? "Its endpoint isn't configured."}")]);
    }

    private AuthorizationCodeFlow CreateCodeFlow() =>
        new(_registration.Server, _registration.Client, _registration.Scopes, _http, _flowOptions);

    private DeviceCodeFlow CreateDeviceFlow() => new(_registration.Server, _registration.Client, _registration.Scopes, _http, _flowOptions);

    private async Task StoreAsync(SignInRecord pending, CancellationToken cancellationToken)
    {
        await ExpiredSignIns.RemoveAsync(_tokens.Store, _tokens.Clock, cancellationToken).ConfigureAwait(false);
        var lease = await _tokens.Store.AcquireAsync(SignInRecord.GetKey(pending.State), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        await lease.WriteAsync(pending.ToRecord(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A bare code carries no state. The verifier still binds it to the sign-in that was begun last; another code fails at the server.
    /// </summary>
    private async Task<string> FindNewestAsync(CancellationToken cancellationToken)
    {
        SignInRecord? newest = null;
        await foreach (var entry in _tokens.Store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (
                SignInRecord.FromRecord(entry.Record) is { Device: null } pending && pending.AccountKey == _key.Value
                    && (newest is null || pending.BegunAt > newest.BegunAt))
            {
                newest = pending;
            }
        }

        return newest?.State ?? throw NotPending("no sign-in was begun");
    }

    /// <summary>
    /// Looks before it takes the lease: whoever sends made-up states to a web endpoint must not leave a lock behind for each.
    /// </summary>
    private async Task<ITokenLease> AcquirePendingAsync(string state, CancellationToken cancellationToken)
    {
        var key = SignInRecord.GetKey(state);
        if (await _tokens.Store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is null) throw NotPending(NothingBegun);
        return await _tokens.Store.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SignInRecord> RequirePendingAsync(ITokenLease lease, string state, bool device, CancellationToken cancellationToken)
    {
        var pending = lease.Current is null ? null : SignInRecord.FromRecord(lease.Current.Record);
        if (pending is null || pending.State != state || (pending.Device is not null) != device) throw NotPending(NothingBegun);
        if (pending.AccountKey != _key.Value) throw NotPending("the answer belongs to another account's sign-in");
        if (_tokens.Clock.GetUtcNow() < pending.ExpiresAt) return pending;
        await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
        throw NotPending($"the sign-in was begun at {pending.BegunAt.UtcDateTime:u} and has expired");
    }

    /// <summary>RFC 9207: compared as it stands, on success and on error; required where the server promises it.</summary>
    private async Task RequireIssuerAsync(RedirectAnswer answer, ITokenLease lease, CancellationToken cancellationToken)
    {
        var server = _registration.Server;
        var missing = answer.Issuer is null && server.SendsIssuerInRedirects && answer.State is not null;
        var other = answer.Issuer is not null && server.Issuer is not null && answer.Issuer != server.Issuer;
        if (!missing && !other) return;
        await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
        throw new OAuthMailException(
            Problems.IssuerMismatch,
            missing
                ? $"The redirect lacks the issuer '{server.Issuer}'"
                : $"The redirect does not name the issuer '{server.Issuer}', but another");
    }

    /// <summary>A sign-in is used once; only where the server was never reached can the same answer be tried again.</summary>
    private static async Task<TokenGrant> OnceAsync(ITokenLease lease, Func<Task<TokenGrant>> request, CancellationToken cancellationToken)
    {
        // A store that takes nothing shows before the code is spent.
        await lease.ReserveAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var grant = await request().ConfigureAwait(false);
            await lease.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
            return grant;
        }
        catch (OAuthMailException failure) when (failure.Problem.Kind != ProblemKind.Transient)
        {
            await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A caller's cancellation comes too late here: the code is spent, and what it brought must not be lost.</summary>
    private async Task<SignInResult> AcceptAsync(TokenGrant grant)
    {
        if (grant.RefreshToken is null)
        {
            throw new OAuthMailException(Problems.NoRefreshToken, $"The sign-in for '{_account.Name}' gave no refresh token");
        }
        RequireMailScopes(grant);
        var outcome = await new PersonCheck(_account, _registration, _options).RunAsync(grant, Clock).ConfigureAwait(false);

        using var limit = new TimeLimit(Clock, MaximumStoring);
        var lease = await _tokens.Store.AcquireAsync(_key, limit.Token).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var now = _tokens.Clock.GetUtcNow();
        var record = TokenRecords.Merge(lease.Current?.Record, grant, afterRefusal: false, now);
        record.SignedInAt = now;

        // Another person's identity must not stay behind where the new one is unknown.
        if (grant.Identity is null) (record.Issuer, record.Subject, record.UserName) = (null, null, null);
        await lease.WriteAsync(record, CancellationToken.None).ConfigureAwait(false);
        _tokens.Forget(_key);
        return new SignInResult(grant.Identity, outcome, grant.Scope, grant.AccessToken.ExpiresAt);
    }

    private void RequireMailScopes(TokenGrant grant)
    {
        if (grant.Scope is null) return;
        var granted = grant.Scope.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        var missing = _registration.MailScopes.Where(scope => !granted.Contains(scope, StringComparer.OrdinalIgnoreCase)).ToList();
        if (missing.Count > 0)
        {
            throw new OAuthMailException(
                Problems.ScopeNotGranted, $"The sign-in for '{_account.Name}' did not grant {string.Join(" ", missing)}");
        }
    }

    private OAuthMailException NotPending(string why) =>
        new(Problems.SignInNotPending, $"The sign-in for '{_account.Name}' cannot be completed: {why}");

    private OAuthMailException Refused(RedirectAnswer answer)
    {
        var problem = TokenErrorCatalogue.Find(
            System.Net.HttpStatusCode.BadRequest, new TokenError { Error = answer.Error, Description = answer.ErrorDescription },
            isRefresh: false);
        return new OAuthMailException(
            problem,
            $"The sign-in for '{_account.Name}' ended with {answer.Error}{(answer.ErrorDescription is null ? "" : $": {answer.ErrorDescription}")}");
    }
}
