using Microsoft.Identity.Client;
using OAuthMail.Accounts;
using OAuthMail.Flows;
using OAuthMail.Microsoft.Msal;
using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail.Microsoft.Sources;

/// <summary>
/// A person's consent, renewed through MSAL. Its key is that of the core's own flow, whose sign-in begins and completes the consent:
/// MSAL takes over from the refresh token, and leaves one behind with which the core could go on.
/// </summary>
internal sealed class PersonSource : ITokenSource, IReplaceableCredential
{
    private readonly MsalClients _clients;
    private readonly OAuthEndpoint _endpoint;
    private readonly FlowOptions _options;
    private readonly TokenKey _key;
    private readonly ClientCredential _credential;
    private readonly string _userName;
    private readonly Func<string>? _password;

    public PersonSource(
        AccountRegistration registration, MsalClients clients, string name, string signInName, OAuthHttp http, FlowOptions options)
    {
        _clients = clients;
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

    /// <summary>Of the application's credential and, where there is one, of the person's password.</summary>
    public string? GetCredentialState() => _password is null
        ? _credential.GetState()
        : $"{_credential.GetState()} {Hashing.Fingerprint("password", _password())}";

    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        if (context.Record?.RefreshToken is not { Length: > 0 } refreshToken)
        {
            if (_password is not null) return await SignInWithPasswordAsync(context, _password(), cancellationToken).ConfigureAwait(false);
            throw new SignInRequiredException(Name, Problems.NotSignedIn, $"There is no refresh token for '{Name}'");
        }

        try
        {
            return await RenewAsync(context.Record, refreshToken, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenRequestException refused) when (refused.Problem.Kind == ProblemKind.SignInRequired)
        {
            if (_password is not null) return await SignInWithPasswordAsync(context, _password(), cancellationToken).ConfigureAwait(false);
            throw new SignInRequiredException(
                Name, refused.Problem, $"The consent of '{Name}' cannot be renewed: {refused.Detail}", refused);
        }
    }

    private async Task<TokenGrant> RenewAsync(TokenRecord record, string refreshToken, CancellationToken cancellationToken)
    {
        var cache = MsalCache.Read(record);
        var grant = await AskAsync(RequestSafety.RepeatableOnce, cache, async application =>
        {
            var account = cache.AccountId is null || _clients.KeepsToAuthority
                ? null
                : await application.GetAccountAsync(cache.AccountId).ConfigureAwait(false);
            return account is null
                ? await ((IByRefreshToken)application).AcquireTokenByRefreshToken(_clients.Scopes, refreshToken).ExecuteAsync(cancellationToken).ConfigureAwait(false)
                : await application.AcquireTokenSilent(_clients.Scopes, account).WithForceRefresh(true).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        cache.AddTo(grant, record);
        return grant;
    }

    private async Task<TokenGrant> SignInWithPasswordAsync(TokenSourceContext context, string password, CancellationToken cancellationToken)
    {
        RefusedPassword.ThrowIfSame(context, _userName, password, _options.TimeProvider.GetUtcNow());
        var cache = MsalCache.Read(null);
        try
        {
            var grant = await AskAsync(RequestSafety.NotRepeatable, cache, application =>
#pragma warning disable CS0618 // MSAL warns of this grant as this library does; who configures it was warned.
                application is IPublicClientApplication desktop
                    ? desktop.AcquireTokenByUsernamePassword(_clients.Scopes, _userName, password).ExecuteAsync(cancellationToken)
#pragma warning restore CS0618
                    : ((IByUsernameAndPassword)application).AcquireTokenByUsernamePassword(_clients.Scopes, _userName, password)
                        .ExecuteAsync(cancellationToken),
                cancellationToken).ConfigureAwait(false);
            cache.AddTo(grant, before: null);
            RefusedPassword.Forget(grant);
            return grant;
        }
        catch (TokenRequestException refused)
        {
            var failure = WhatItMeans(refused.Problem) is { } problem
                ? refused.As(problem, $"The password of '{_userName}' gives no token: {refused.Detail}")
                : refused;
            RefusedPassword.Remember(context, password, failure, _options.TimeProvider.GetUtcNow());
            if (ReferenceEquals(failure, refused)) throw;
            throw failure;
        }
    }

    /// <summary>What a refusal means where nobody is there to answer a question; null if it means what it says.</summary>
    private static Problem? WhatItMeans(Problem problem)
    {
        // "invalid_grant" without anything finer: here it can only be the password (RFC 6749 section 5.2).
        if (problem == Problems.GrantRefused) return Problems.PasswordRefused;
        if (problem == Problems.ConsentRequired) return Problems.AdminConsentRequired;
        if (problem == Problems.PasswordChangeRequired) return null;
        return problem == Problems.SignInBlocked || problem.Kind == ProblemKind.SignInRequired ? Problems.PasswordNotEnough : null;
    }

    private Task<TokenGrant> AskAsync(
        RequestSafety safety, MsalCache cache, Func<IClientApplicationBase, Task<AuthenticationResult>> ask,
        CancellationToken cancellationToken) =>
        _endpoint.RequestTokenThroughAsync(safety, async (prepared, transport) =>
        {
            using var exchange = new MsalExchange(transport, _clients.Authority, _options.TokenParameters);
            IClientApplicationBase application = _clients.IsConfidential
                ? _clients.CreateConfidential(prepared, exchange)
                : _clients.CreatePublic(exchange);
            cache.Attach(application);
            return await MsalCall.RunAsync(
                exchange, Name, async () => cache.Remember(await ask(application).ConfigureAwait(false))).ConfigureAwait(false);
        }, cancellationToken);
}
