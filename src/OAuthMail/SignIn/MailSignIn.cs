using OAuthMail.Accounts;
using OAuthMail.Errors;
using OAuthMail.Flows;
using OAuthMail.Providers;
using OAuthMail.SignIn;
using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>
/// Signs a user in for one account, in two steps that may be days, restarts and machines apart. The first step returns an address or a
/// code to show and stores the pending sign-in. The second step completes it with the redirect. A browser, a pasted address, a web
/// endpoint and a device are front ends of these two steps.
/// </summary>
public sealed class MailSignIn
{
    private static readonly TimeSpan MaximumStoring = TimeSpan.FromMinutes(2);

    private readonly MailAccount _account;
    private readonly AccountRegistration _registration;
    private readonly MailTokens _tokens;
    private readonly SignInOptions _options;
    private readonly OAuthHttp _http;
    private readonly FlowOptions _flowOptions;
    private readonly TokenKey _key;
    private readonly SignInRecords _pending;

    /// <summary>Initializes a new instance of the <see cref="MailSignIn"/> class.</summary>
    /// <param name="account">The account.</param>
    /// <param name="tokens">The token lifecycle, whose store keeps pending sign-ins and consents.</param>
    /// <param name="http">The HTTP transport to the authorization server.</param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="account"/>, <paramref name="tokens"/> or <paramref name="http"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="MailConfigurationException">
    /// No user can sign in for this account, because its flow has no user; or an option is out of range.
    /// </exception>
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
        _pending = new SignInRecords(tokens.Store, tokens.Clock, _key, account.Name);
    }

    /// <summary>Gets the token key under which the consent is stored.</summary>
    public TokenKey Key => _key;

    /// <summary>Begins a sign-in with a browser.</summary>
    /// <param name="redirectUri">
    /// The redirect URI, or <see langword="null"/> for the account's redirect URI or, if it has none, for an address on this machine
    /// from which the user copies the redirect.
    /// </param>
    /// <param name="claims">The claims challenge of a rejected token request, or <see langword="null"/> if there is none.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The pending sign-in, with the address to open.</returns>
    /// <exception cref="ArgumentException"><paramref name="redirectUri"/> is not absolute.</exception>
    /// <exception cref="MailConfigurationException">The account does not support the authorization code flow.</exception>
    /// <exception cref="TokenStoreException">The pending sign-in cannot be stored.</exception>
    public async Task<PendingSignIn> BeginAsync(
        Uri? redirectUri = null, string? claims = null, CancellationToken cancellationToken = default)
    {
        if (redirectUri is { IsAbsoluteUri: false }) throw new ArgumentException("The redirect URI must be absolute.", nameof(redirectUri));
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
        await _pending.AddAsync(pending, cancellationToken).ConfigureAwait(false);
        var url = CreateCodeFlow().BuildUrl(pending.State, pending.Verifier, redirectUri, _account.SignInName, claims);
        return new PendingSignIn(url, redirectUri, pending.State, pending.ExpiresAt);
    }

    /// <summary>Completes a sign-in with a browser.</summary>
    /// <param name="redirect">The address to which the browser was redirected, its query, or the authorization code alone.</param>
    /// <param name="cancellationToken">Cancels the operation. It has no effect after the server has answered.</param>
    /// <returns>The result, with the user who signed in. Every process that shares the store can acquire the account's tokens.</returns>
    /// <exception cref="OAuthMailException">
    /// The redirect is malformed, forged, expired or was used before; the server rejected the request; or the wrong user signed in.
    /// </exception>
    public async Task<SignInResult> CompleteAsync(string redirect, CancellationToken cancellationToken = default)
    {
        var answer = RedirectAnswer.Parse(redirect);

        // Without a state, it is unknown to which sign-in the error belongs, so that none is removed.
        if (answer.State is null && answer.Error is not null) throw Failed(answer);
        var state = answer.State ?? await _pending.FindNewestAsync(cancellationToken).ConfigureAwait(false);
        var lease = await _pending.AcquireAsync(state, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var pending = await _pending.RequireAsync(lease, state, device: false, cancellationToken).ConfigureAwait(false);

        await RequireIssuerAsync(answer, lease, cancellationToken).ConfigureAwait(false);
        if (answer.Error is not null)
        {
            await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
            throw Failed(answer);
        }

        var grant = await RedeemOnceAsync(lease, answer.Code!, pending, cancellationToken).ConfigureAwait(false);
        return await AcceptAsync(grant).ConfigureAwait(false);
    }

    /// <summary>Begins a sign-in on another device.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The pending sign-in, with the code and the address at which to enter it.</returns>
    /// <exception cref="MailConfigurationException">The provider does not support the device code flow for mail.</exception>
    /// <exception cref="TokenRequestException">The server rejected the request or cannot be reached.</exception>
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
        await _pending.AddAsync(pending, cancellationToken).ConfigureAwait(false);
        return new PendingDeviceSignIn(
            pending.State, device.UserCode, device.VerificationUri, device.VerificationUriComplete, device.ExpiresAt);
    }

    /// <summary>Polls at the server's interval until the user has entered the code.</summary>
    /// <param name="id">The <see cref="PendingDeviceSignIn.Id"/> of the pending sign-in.</param>
    /// <param name="cancellationToken">
    /// Cancels the operation. It has no effect after the server has answered. A cancelled sign-in can still be completed.
    /// </param>
    /// <returns>The result, with the user who signed in.</returns>
    /// <exception cref="OAuthMailException">The code has expired, the user declined, or the wrong user signed in.</exception>
    public async Task<SignInResult> CompleteWithDeviceCodeAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var lease = await _pending.AcquireAsync(id, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var pending = await _pending.RequireAsync(lease, id, device: true, cancellationToken).ConfigureAwait(false);
        var grant = await PollAsync(lease, pending.Device!, cancellationToken).ConfigureAwait(false);
        return await AcceptAsync(grant).ConfigureAwait(false);
    }

    /// <summary>Revokes the consent at the server if the server supports revocation, and removes it from the store.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>
    /// <see langword="true"/> if the consent was revoked at the server; <see langword="false"/> if the server does not support
    /// revocation. The user must then revoke the consent on the provider's page.
    /// </returns>
    /// <exception cref="OAuthMailException">
    /// The server or the store failed. If only the server failed, the record was removed from the store.
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
                [
                    new OptionError(
                        "Flow", $"No user can sign in with the flow {candidates[0].Flow}: the application acquires its tokens itself."),
                ]);
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

    /// <summary>Validates the issuer, in successful and failed redirects. It is required if the server promises it (RFC 9207).</summary>
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
                : $"The redirect names another issuer than '{server.Issuer}'");
    }

    /// <summary>
    /// Redeems a code once. The pending sign-in is deleted before the request: the code is not sent again even if the response is lost or
    /// the program ends, and nothing that happens to the lease meanwhile can lose the grant. The pending sign-in is restored if the code
    /// was certainly not used.
    /// </summary>
    private async Task<TokenGrant> RedeemOnceAsync(
        ITokenLease lease, string code, SignInRecord pending, CancellationToken cancellationToken)
    {
        // A store that cannot be written must fail before the code is used.
        await lease.ReserveAsync(cancellationToken).ConfigureAwait(false);
        await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
        var isSent = false;
        try
        {
            return await CreateCodeFlow().RedeemAsync(
                code, pending.Verifier, pending.RedirectUri!, () => isSent = true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!isSent || RequestAttempts.IsUnused(failure))
        {
            await TryAsync(() => lease.WriteAsync(pending.ToRecord(), CancellationToken.None).AsTask()).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Polls for a device code. The pending sign-in is kept until the server has decided, because a restart continues it.
    /// </summary>
    private async Task<TokenGrant> PollAsync(ITokenLease lease, DeviceAuthorization device, CancellationToken cancellationToken)
    {
        await lease.ReserveAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var grant = await CreateDeviceFlow().PollAsync(device, cancellationToken).ConfigureAwait(false);
            await TryAsync(() => lease.DeleteAsync(CancellationToken.None).AsTask()).ConfigureAwait(false);
            return grant;
        }
        catch (OAuthMailException failure) when (failure.Problem.Kind != ProblemKind.Transient)
        {
            await TryAsync(() => lease.DeleteAsync(CancellationToken.None).AsTask()).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Changes the record of a pending sign-in after the request. A failure must hide neither the grant nor the server's error. A record
    /// that remains expires.
    /// </summary>
    private static async Task TryAsync(Func<Task> change)
    {
        try
        {
            await change().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The lease was lost, or the store cannot be written.
        }
    }

    /// <summary>Stores the grant. The caller cannot cancel this step: the code has been used, and the grant must not be lost.</summary>
    private async Task<SignInResult> AcceptAsync(TokenGrant grant)
    {
        if (grant.RefreshToken is null)
        {
            throw new OAuthMailException(Problems.NoRefreshToken, $"The sign-in for '{_account.Name}' returned no refresh token");
        }
        RequireMailScopes(grant);
        var outcome = await new UserCheck(_account, _registration, _options).RunAsync(grant, Clock).ConfigureAwait(false);

        using var limit = new TimeLimit(Clock, MaximumStoring);
        var lease = await _tokens.Store.AcquireAsync(_key, limit.Token).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var now = _tokens.Clock.GetUtcNow();
        var record = TokenRecords.Merge(lease.Current?.Record, grant, afterRejection: false, now);
        record.SignedInAt = now;

        // Scopes of an earlier consent must not limit the new one. A server that returns none grants what was requested.
        record.Scope = grant.Scope;
        StoredIdentity.Clear(record);

        // If the new identity is unknown, the identity of a previous user must not remain.
        if (grant.Identity is null) StoredIdentity.Remove(record);
        await lease.WriteAsync(record, CancellationToken.None).ConfigureAwait(false);
        _tokens.Forget(_key);
        return new SignInResult(grant.Identity, outcome, grant.Scope, grant.AccessToken.ExpiresAt);
    }

    private void RequireMailScopes(TokenGrant grant)
    {
        if (GrantedScopes.Parse(grant.Scope) is not { } granted) return;
        var missing = _registration.MailScopes.Where(scope => !granted.Contains(scope, StringComparer.OrdinalIgnoreCase)).ToList();
        if (missing.Count > 0)
        {
            throw new OAuthMailException(
                Problems.ScopeNotGranted, $"The sign-in for '{_account.Name}' did not grant {string.Join(" ", missing)}");
        }
    }

    private OAuthMailException Failed(RedirectAnswer answer)
    {
        var problem = TokenErrorCatalogue.Find(
            System.Net.HttpStatusCode.BadRequest, new TokenError { Error = answer.Error, Description = answer.ErrorDescription },
            isRefresh: false);
        return new OAuthMailException(
            problem,
            $"The sign-in for '{_account.Name}' failed with {answer.Error}"
            + $"{(answer.ErrorDescription is null ? "" : $": {answer.ErrorDescription}")}");
    }
}
