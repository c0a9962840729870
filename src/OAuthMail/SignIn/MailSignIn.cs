using System.Runtime.ExceptionServices;
using OAuthMail.Errors.Recognition;
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
    private readonly MailTokens _tokens;
    private readonly SignInOptions _options;
    private readonly OAuthHttp _http;
    private readonly IReadOnlyList<SignInSide> _sides;
    private readonly SignInSide? _chosen;
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
        _sides = SignInSide.FindAll(account, tokens.Clock);
        _chosen = Choose(account, _options.Protocol, _sides);
        _pending = new SignInRecords(tokens.Store, tokens.Clock, account.Name);
    }

    /// <summary>
    /// Gets the token key under which the consent is stored. If the account has separate registrations and
    /// <see cref="SignInOptions.Protocol"/> is not set, this is the key for incoming mail.
    /// </summary>
    public TokenKey Key => (_chosen ?? _sides[0]).Key;

    /// <summary>
    /// Returns the name of the account whose pending sign-in a redirect belongs to. A program with several accounts completes the sign-in
    /// with the <see cref="MailSignIn"/> of that account, which finds the registration for incoming or outgoing mail by itself.
    /// </summary>
    /// <param name="redirect">The address to which the browser was redirected, or its query. It contains the state.</param>
    /// <param name="tokens">The token lifecycle, whose store keeps the pending sign-ins.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>
    /// The name of the account, or <see langword="null"/> if no sign-in with this state is pending, or if an earlier version of the library
    /// began it.
    /// </returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="redirect"/> or <paramref name="tokens"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="OAuthMailException">The redirect is malformed, or the store cannot be read.</exception>
    public static async Task<string?> FindAccountAsync(string redirect, MailTokens tokens, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(redirect);
        ArgumentNullException.ThrowIfNull(tokens);
        if (RedirectAnswer.Parse(redirect).State is not { } state) return null;
        var pending = await SignInRecords.FindAsync(tokens.Store, tokens.Clock, state, cancellationToken).ConfigureAwait(false);
        return pending?.AccountName;
    }

    /// <summary>
    /// Begins a sign-in with a browser, or returns the pending one. Begin a sign-in whenever a <see cref="SignInRequiredException"/> is
    /// caught: as long as the user has not completed it, and more than half of its lifetime is left, it remains the same one.
    /// </summary>
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
        var side = await ChooseSideAsync(cancellationToken).ConfigureAwait(false);
        return await BeginAsync(side, redirectUri, claims, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a sign-in for a web application.</summary>
    internal async Task<PendingSignIn> BeginAsync(BrowserSignInRequest request, CancellationToken cancellationToken)
    {
        if (request.RedirectUri is { IsAbsoluteUri: false })
        {
            throw new ArgumentException("The redirect URI must be absolute.", nameof(request));
        }

        var side = await ChooseSideAsync(cancellationToken).ConfigureAwait(false);
        return await BeginAsync(
            side, request.RedirectUri, request.Claims, cancellationToken, request.IsSeparate, request.SelectAccount).ConfigureAwait(false);
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
        ArgumentNullException.ThrowIfNull(redirect);
        var answer = RedirectAnswer.Parse(redirect);

        // Without a state, it is unknown to which sign-in the error belongs, so that none is removed.
        if (answer.State is null && answer.Error is not null) throw Failed(answer);
        var state = answer.State ?? await FindNewestAsync(cancellationToken).ConfigureAwait(false);
        var lease = await _pending.AcquireAsync(state, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var (pending, side) = await _pending.RequireAsync(lease, state, device: false, _sides, cancellationToken).ConfigureAwait(false);

        await RequireIssuerAsync(side, answer, lease, cancellationToken).ConfigureAwait(false);
        if (answer.Error is not null)
        {
            await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
            throw Failed(answer);
        }

        var grant = await RedeemOnceAsync(side, lease, answer.Code!, pending, cancellationToken).ConfigureAwait(false);
        return await AcceptAsync(side, pending, grant).ConfigureAwait(false);
    }

    /// <summary>Begins a sign-in on another device, or returns the pending one while more than half of its lifetime is left.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The pending sign-in, with the code and the address at which to enter it.</returns>
    /// <exception cref="MailConfigurationException">The provider does not support the device code flow for mail.</exception>
    /// <exception cref="TokenRequestException">The server rejected the request or cannot be reached.</exception>
    public async Task<PendingDeviceSignIn> BeginWithDeviceCodeAsync(CancellationToken cancellationToken = default)
    {
        var side = await ChooseSideAsync(cancellationToken).ConfigureAwait(false);
        RequireSupport(side, OAuthFlow.DeviceCode);
        var pending = await _pending.GetOrAddAsync(side, redirectUri: null, async () =>
        {
            var begun = await CreateDeviceFlow(side).BeginAsync(cancellationToken).ConfigureAwait(false);
            return Create(side, begun.ExpiresAt, record => record.Device = begun);
        }, cancellationToken).ConfigureAwait(false);
        var device = pending.Device!;
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
        var (pending, side) = await _pending.RequireAsync(lease, id, device: true, _sides, cancellationToken).ConfigureAwait(false);
        var grant = await PollAsync(side, lease, pending.Device!, cancellationToken).ConfigureAwait(false);
        return await AcceptAsync(side, pending, grant).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes over a sign-in from another program: renews a refresh token once, checks the user as after any sign-in, and stores the
    /// consent. The client id, the client secret and the token endpoint of the account must be those with which the refresh token was
    /// issued.
    /// </summary>
    /// <remarks>
    /// A server that rotates refresh tokens invalidates the one of the other program. Microsoft and Google do not.
    /// </remarks>
    /// <param name="refreshToken">The refresh token.</param>
    /// <param name="cancellationToken">Cancels the operation. It has no effect after the server has answered.</param>
    /// <returns>The result, with the user who signed in.</returns>
    /// <exception cref="ArgumentException"><paramref name="refreshToken"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="OAuthMailException">
    /// The server rejected the refresh token, it belongs to another user, or it does not have the account's scopes.
    /// </exception>
    /// <exception cref="TokenStoreException">The consent cannot be stored.</exception>
    public async Task<SignInResult> ImportAsync(string refreshToken, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(refreshToken);
        var side = await ChooseSideAsync(cancellationToken).ConfigureAwait(false);
        await RequireWritableAsync(side, cancellationToken).ConfigureAwait(false);
        var flow = new RefreshTokenFlow(
            side.Registration.Server, side.Registration.Client, side.Registration.Scopes, _account.SignInName, _http,
            FlowOptionsOf(side));
        var context = new TokenSourceContext(new AccessTokenRequest(), new TokenRecord { RefreshToken = refreshToken });
        var grant = await flow.RequestTokenAsync(context, cancellationToken).ConfigureAwait(false);
        grant.RefreshToken ??= refreshToken;
        return await AcceptAsync(side, grant).ConfigureAwait(false);
    }

    /// <summary>
    /// Revokes the consent at the server if the server supports revocation, and removes it from the store. If the account has separate
    /// registrations and <see cref="SignInOptions.Protocol"/> is not set, this applies to both of them.
    /// </summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>
    /// <see langword="true"/> if each stored consent was revoked at the server; <see langword="false"/> if there was none, or if the server
    /// does not support revocation. The user must then revoke the consent on the provider's page.
    /// </returns>
    /// <exception cref="OAuthMailException">
    /// The server or the store failed. If only the server failed, the record was removed from the store.
    /// </exception>
    public async Task<bool> SignOutAsync(CancellationToken cancellationToken = default)
    {
        bool? revoked = null;
        OAuthMailException? failure = null;
        foreach (var side in _chosen is null ? _sides : [_chosen])
        {
            try
            {
                var one = await SignOutAsync(side, cancellationToken).ConfigureAwait(false);
                if (one is not null) revoked = revoked is not false && one is true;
            }
            catch (OAuthMailException failed)
            {
                failure ??= failed;
            }
        }

        if (failure is not null) ExceptionDispatchInfo.Capture(failure).Throw();
        return revoked is true;
    }

    /// <summary>Returns the sign-in with a browser that is pending.</summary>
    /// <param name="redirectUri">
    /// The redirect URI with which it was begun, as for <see cref="BeginAsync(Uri, string, CancellationToken)"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The pending sign-in, or <see langword="null"/> if there is none, or less than half of its lifetime is left.</returns>
    /// <exception cref="TokenStoreException">The store cannot be read.</exception>
    public async Task<PendingSignIn?> GetPendingAsync(Uri? redirectUri = null, CancellationToken cancellationToken = default)
    {
        foreach (var side in _chosen is null ? _sides : [_chosen])
        {
            var uri = redirectUri ?? GetDefaultRedirectUri(side);
            var pending = await _pending.FindAsync(side, uri, cancellationToken).ConfigureAwait(false);
            if (pending is null) continue;
            return Describe(side, pending, uri, await FindClaimsAsync(side, cancellationToken).ConfigureAwait(false));
        }

        return null;
    }

    internal TimeProvider Clock => _tokens.Clock;

    /// <summary>
    /// Returns the side for which the next sign-in begins. Without <see cref="SignInOptions.Protocol"/>, it is the first one that requires
    /// a sign-in, as far as is known, so that repeated sign-ins complete both.
    /// </summary>
    internal async Task<SignInSide> ChooseSideAsync(CancellationToken cancellationToken)
    {
        if (_chosen is not null) return _chosen;
        foreach (var side in _sides)
        {
            if (!await _pending.HasConsentAsync(side.Key, cancellationToken).ConfigureAwait(false)) return side;
        }

        return _sides[0];
    }

    internal async Task<PendingSignIn> BeginAsync(
        SignInSide side, Uri? redirectUri, string? claims, CancellationToken cancellationToken, bool isSeparate = false,
        bool selectAccount = false)
    {
        RequireSupport(side, OAuthFlow.AuthorizationCode);
        redirectUri ??= GetDefaultRedirectUri(side);
        claims ??= await FindClaimsAsync(side, cancellationToken).ConfigureAwait(false);
        var pending = isSeparate
            ? await _pending.AddAsync(CreateForBrowser(side, redirectUri), cancellationToken).ConfigureAwait(false)
            : await _pending.GetOrAddAsync(
                side, redirectUri, () => Task.FromResult(CreateForBrowser(side, redirectUri)), cancellationToken).ConfigureAwait(false);
        return Describe(side, pending, redirectUri, claims, selectAccount);
    }

    private Task<string?> FindClaimsAsync(SignInSide side, CancellationToken cancellationToken) =>
        _options.FindClaimsAsync?.Invoke(side.Protocol, cancellationToken) ?? Task.FromResult<string?>(null);

    private SignInRecord CreateForBrowser(SignInSide side, Uri redirectUri) =>
        Create(side, _tokens.Clock.GetUtcNow() + _options.Lifetime, record =>
        {
            record.Verifier = AuthorizationCodeFlow.CreateSecret();
            record.RedirectUri = redirectUri;
        });

    private static Uri GetDefaultRedirectUri(SignInSide side) =>
        side.Registration.RedirectUri ?? new Uri($"http://{side.Registration.Provider.LoopbackHost}");

    private PendingSignIn Describe(
        SignInSide side, SignInRecord pending, Uri redirectUri, string? claims, bool selectAccount = false)
    {
        var url = CreateCodeFlow(side).BuildUrl(
            pending.State, pending.Verifier, redirectUri, _account.SignInName, claims, selectAccount);
        return new PendingSignIn(url, redirectUri, pending.State, pending.ExpiresAt);
    }

    private static SignInSide? Choose(MailAccount account, MailProtocol? protocol, IReadOnlyList<SignInSide> sides)
    {
        if (sides.Count > 0)
        {
            if (protocol is not { } wanted) return sides.Count == 1 ? sides[0] : null;
            var registration = account.GetRegistration(wanted);
            if (sides.FirstOrDefault(side => ReferenceEquals(side.Registration, registration)) is { } side) return side;
            if (sides.Count == 1 && registration.Flow.HasSignIn()) return sides[0];
        }

        var flow = (protocol is { } one ? account.GetRegistration(one) : account.Incoming).Flow;
        throw new MailConfigurationException(
            $"the account '{account.Name}'",
            [new OptionError("Flow", $"No user can sign in with the flow {flow}: the application acquires its tokens itself.")]);
    }

    private SignInRecord Create(SignInSide side, DateTimeOffset expiresAt, Action<SignInRecord> complete)
    {
        var record = new SignInRecord
        {
            AccountKey = side.Key.Value,
            AccountName = _account.Name,
            State = AuthorizationCodeFlow.CreateSecret(),
            BegunAt = _tokens.Clock.GetUtcNow(),
            ExpiresAt = expiresAt,
        };
        complete(record);
        return record;
    }

    private Task<string> FindNewestAsync(CancellationToken cancellationToken) =>
        _pending.FindNewestAsync(_options.Protocol is null || _chosen is null ? _sides : [_chosen], cancellationToken);

    /// <returns>
    /// Whether the consent was revoked at the server, or <see langword="null"/> if there was none.
    /// </returns>
    private async Task<bool?> SignOutAsync(SignInSide side, CancellationToken cancellationToken)
    {
        var lease = await _tokens.Store.AcquireAsync(side.Key, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        try
        {
            if (lease.Current?.Record.RefreshToken is not { } refreshToken) return null;
            var registration = side.Registration;
            return await new RevocationRequest(
                registration.Server, registration.Client, _http,
                FlowOptionsOf(side)).RevokeAsync(refreshToken, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await lease.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
            _tokens.Forget(side.Key);
        }
    }

    private void RequireSupport(SignInSide side, OAuthFlow flow)
    {
        var registration = side.Registration;
        var possible = flow == OAuthFlow.AuthorizationCode
            ? registration.Server.AuthorizationEndpoint is not null
            : registration.Server.DeviceAuthorizationEndpoint is not null;
        var reason = registration.Provider.Flows.Contains(flow) || registration.Provider.Id == "custom"
            ? null
            : registration.Provider.WhyNot(flow);
        if (possible && reason is null) return;
        throw new MailConfigurationException(
            $"the account '{_account.Name}'",
                [new OptionError("Flow", $"'{flow}' can't be used. {reason ?? "Its endpoint isn't configured."}")]);
    }

    private FlowOptions FlowOptionsOf(SignInSide side) => side.Registration.CreateFlowOptions(_account.Name, _tokens.Clock);

    private AuthorizationCodeFlow CreateCodeFlow(SignInSide side) => new(
        side.Registration.Server, side.Registration.Client, side.Registration.Scopes, _http, FlowOptionsOf(side));

    private DeviceCodeFlow CreateDeviceFlow(SignInSide side) => new(
        side.Registration.Server, side.Registration.Client, side.Registration.Scopes, _http, FlowOptionsOf(side));

    /// <summary>Validates the issuer, in successful and failed redirects. It is required if the server promises it (RFC 9207).</summary>
    private static async Task RequireIssuerAsync(
        SignInSide side, RedirectAnswer answer, ITokenLease lease, CancellationToken cancellationToken)
    {
        var server = side.Registration.Server;
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
        SignInSide side, ITokenLease lease, string code, SignInRecord pending, CancellationToken cancellationToken)
    {
        // A store that cannot be written must fail before the code is used.
        await lease.ReserveAsync(cancellationToken).ConfigureAwait(false);
        await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
        var isSent = false;
        try
        {
            return await CreateCodeFlow(side).RedeemAsync(
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
    private async Task<TokenGrant> PollAsync(
        SignInSide side, ITokenLease lease, DeviceAuthorization device, CancellationToken cancellationToken)
    {
        await lease.ReserveAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var grant = await CreateDeviceFlow(side).PollAsync(device, cancellationToken).ConfigureAwait(false);
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
    private async Task<SignInResult> AcceptAsync(SignInSide side, SignInRecord pending, TokenGrant grant)
    {
        await _pending.ForgetAsync(pending).ConfigureAwait(false);
        return await AcceptAsync(side, grant).ConfigureAwait(false);
    }

    private async Task<SignInResult> AcceptAsync(SignInSide side, TokenGrant grant)
    {
        if (grant.RefreshToken is null)
        {
            throw new OAuthMailException(Problems.NoRefreshToken, $"The sign-in for '{_account.Name}' returned no refresh token");
        }
        RequireMailScopes(side, grant);
        var outcome = await new UserCheck(_account, side, _options).RunAsync(grant, Clock).ConfigureAwait(false);

        using var limit = new TimeLimit(Clock, MaximumStoring);
        var lease = await _tokens.Store.AcquireAsync(side.Key, limit.Token).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var now = _tokens.Clock.GetUtcNow();
        var record = TokenRecords.Merge(lease.Current?.Record, grant, afterRejection: false, now);
        record.SignedInAt = now;
        TokenRecords.SetSignInReason(record, lease.Current?.Record);

        // Scopes of an earlier consent must not limit the new one. A server that returns none grants what was requested.
        record.Scope = grant.Scope;
        StoredIdentity.Clear(record);

        // If the new identity is unknown, the identity of a previous user must not remain.
        if (grant.Identity is null) StoredIdentity.Remove(record);
        await lease.WriteAsync(record, CancellationToken.None).ConfigureAwait(false);
        _tokens.Forget(side.Key);
        return new SignInResult(_account.Name, side.Protocol, grant.Identity, outcome, grant.Scope, grant.AccessToken.ExpiresAt);
    }

    /// <summary>A store that cannot be written must fail before the refresh token is used: the server may rotate it.</summary>
    private async Task RequireWritableAsync(SignInSide side, CancellationToken cancellationToken)
    {
        var lease = await _tokens.Store.AcquireAsync(side.Key, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        await lease.ReserveAsync(cancellationToken).ConfigureAwait(false);
    }

    private void RequireMailScopes(SignInSide side, TokenGrant grant)
    {
        if (GrantedScopes.Parse(grant.Scope) is not { } granted) return;
        var missing = side.Registration.MailScopes
            .Where(scope => !granted.Contains(scope, StringComparer.OrdinalIgnoreCase)).ToList();
        if (missing.Count > 0)
        {
            throw new OAuthMailException(
                Problems.ScopeNotGranted, $"The sign-in for '{_account.Name}' did not grant {string.Join(" ", missing)}");
        }
    }

    private OAuthMailException Failed(RedirectAnswer answer)
    {
        var error = new TokenError { Error = answer.Error, Description = answer.ErrorDescription };
        RequestTrace.Complete(error);
        var problem = TokenErrorCatalogue.Find(System.Net.HttpStatusCode.BadRequest, error, isRefresh: false);
        var cause = new DiagnosisCause(problem, problem.Remedy, newTokenMayHelp: false);
        var isEntra = error.Description?.StartsWith("AADSTS", StringComparison.Ordinal) == true;
        return new OAuthMailException(
            problem,
            $"The sign-in for '{_account.Name}' failed with {answer.Error}"
            + $"{(answer.ErrorDescription is null ? "" : $": {answer.ErrorDescription}")}")
        {
            Diagnosis = new Diagnosis([cause], [], RequestTrace.NextSteps(error, isEntra)),
        };
    }
}
