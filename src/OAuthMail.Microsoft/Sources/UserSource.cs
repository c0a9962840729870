using Microsoft.Identity.Client;
using OAuthMail.Accounts;
using OAuthMail.Errors.Recognition;
using OAuthMail.Flows;
using OAuthMail.Microsoft.Msal;
using OAuthMail.Tokens;

namespace OAuthMail.Microsoft.Sources;

/// <summary>
/// Refreshes the tokens of a user through MSAL. Its token key equals that of <see cref="RefreshTokenFlow"/>. The core signs the user in,
/// MSAL redeems the stored refresh token, and the record always contains a refresh token that the core can use without MSAL.
/// </summary>
internal sealed class UserSource : ITokenSource, IReplaceableCredential
{
    private readonly MsalApplicationFactory _applications;
    private readonly OAuthEndpoint _endpoint;
    private readonly FlowOptions _options;
    private readonly TokenKey _key;
    private readonly ClientCredential _credential;
    private readonly string _userName;
    private readonly Func<string>? _password;

    public UserSource(
        AccountRegistration registration, MsalApplicationFactory applications, string name, string signInName, OAuthHttp http,
        FlowOptions options)
    {
        _applications = applications;
        _options = options;
        _endpoint = new OAuthEndpoint(registration.Server, registration.Client, http, options);
        _key = registration.GetConsentKey(signInName, options.TimeProvider);
        _userName = signInName;
        _password = registration.Password;
        _credential = registration.Client.Credential;
        Name = name;
    }

    public string Name { get; }

    public bool UsesStore => true;

    public TokenKey GetKey(AccessTokenRequest request) => _key;

    /// <summary>Returns a fingerprint of the client credential and of the user's password, if the account has one.</summary>
    public string? GetCredentialState() => _password is null
        ? _credential.GetState()
        : $"{_credential.GetState()} {Hashing.Fingerprint("password", _password())}";

    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        // A test of the password that was just typed must send it: the refresh token of an earlier password would hide a mistake.
        if (context.Request.RequiresNewToken && _password is not null)
        {
            return await SignInWithPasswordAsync(context, _password(), cancellationToken).ConfigureAwait(false);
        }

        if (context.Record?.RefreshToken is not { Length: > 0 } refreshToken)
        {
            if (_password is not null) return await SignInWithPasswordAsync(context, _password(), cancellationToken).ConfigureAwait(false);
            throw StoredIdentity.MissingRefreshToken(Name, context.Record, string.Join(" ", _applications.Scopes));
        }

        try
        {
            return await RefreshAsync(context, refreshToken, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenRequestException rejected) when (rejected.Problem.Kind == ProblemKind.SignInRequired)
        {
            if (_password is not null) return await SignInWithPasswordAsync(context, _password(), cancellationToken).ConfigureAwait(false);
            TokenRecords.MarkRefused(context, rejected.Problem);
            rejected.Claims ??= context.Request.Claims;
            throw new SignInRequiredException(
                Name, rejected.Problem, $"The token of '{Name}' could not be refreshed: {rejected.Detail}", rejected);
        }
    }

    private async Task<TokenGrant> RefreshAsync(TokenSourceContext context, string refreshToken, CancellationToken cancellationToken)
    {
        var record = context.Record!;
        var claims = context.Request.Claims is { } required ? ClaimsChallenge.WithCapability(required) : null;
        var cache = MsalCache.Read(record);
        var grant = await RequestAsync(RequestSafety.RepeatableOnce, cache, async application =>
        {
            var account = cache.AccountId is null || _applications.RequiresConfiguredAuthority
                ? null
                : await application.GetAccountAsync(cache.AccountId).ConfigureAwait(false);
            if (account is null)
            {
                return await ((IByRefreshToken)application).AcquireTokenByRefreshToken(_applications.Scopes, refreshToken)
                    .WithClaims(claims).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            }

            return await application.AcquireTokenSilent(_applications.Scopes, account).WithForceRefresh(true)
                .WithClaims(claims).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        cache.WriteTo(grant, record);
        return grant;
    }

    private async Task<TokenGrant> SignInWithPasswordAsync(TokenSourceContext context, string password, CancellationToken cancellationToken)
    {
        RejectedPassword.ThrowIfSame(context, _userName, password, _options.TimeProvider.GetUtcNow());
        var cache = MsalCache.Read(null);
        try
        {
            var grant = await RequestAsync(RequestSafety.NotRepeatable, cache, application =>
#pragma warning disable CS0618 // MSAL marks this grant obsolete, and so does this library. The configuration already produced a warning.
                application is IPublicClientApplication desktop
                    ? desktop.AcquireTokenByUsernamePassword(_applications.Scopes, _userName, password).ExecuteAsync(cancellationToken)
#pragma warning restore CS0618
                    : ((IByUsernameAndPassword)application).AcquireTokenByUsernamePassword(_applications.Scopes, _userName, password)
                        .ExecuteAsync(cancellationToken),
                cancellationToken).ConfigureAwait(false);
            cache.WriteTo(grant, previous: null);
            RejectedPassword.Forget(grant);
            return grant;
        }
        catch (TokenRequestException rejected)
        {
            var problem = TokenErrorCatalogue.ForPassword(rejected.Problem);
            var failure = problem == rejected.Problem
                ? rejected
                : rejected.As(problem, $"No token was issued for the password of '{_userName}': {rejected.Detail}");
            RejectedPassword.Remember(context, password, failure, _options.TimeProvider.GetUtcNow());
            if (ReferenceEquals(failure, rejected)) throw;
            throw failure;
        }
    }

    private Task<TokenGrant> RequestAsync(
        RequestSafety safety, MsalCache cache, Func<IClientApplicationBase, Task<AuthenticationResult>> acquire,
        CancellationToken cancellationToken) =>
        _endpoint.RequestTokenThroughAsync(safety, async (prepared, transport) =>
        {
            using var handler = new MsalHttpHandler(transport, _applications.Authority, _options.TokenParameters);
            IClientApplicationBase application = _applications.IsConfidential
                ? _applications.CreateConfidential(prepared, handler)
                : _applications.CreatePublic(handler);
            cache.Attach(application);
            return await MsalCall.RunAsync(
                handler, Name, async () => cache.Accept(await acquire(application).ConfigureAwait(false))).ConfigureAwait(false);
        }, cancellationToken);
}
