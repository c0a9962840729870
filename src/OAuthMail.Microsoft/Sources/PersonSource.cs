using Microsoft.Identity.Client;
using OAuthMail.Accounts;
using OAuthMail.Diagnosis;
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
    private readonly RefusedPassword _refused;

    public PersonSource(AccountRegistration registration, MsalClients clients, string name, string signInName, OAuthHttp http, FlowOptions options)
    {
        _clients = clients;
        _options = options;
        _endpoint = new OAuthEndpoint(registration.Server, registration.Client, http, options);
        _key = registration.GetConsentKey(signInName, options.TimeProvider);
        _userName = signInName;
        _password = registration.Password;
        _refused = new RefusedPassword(options.TimeProvider);
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
            if (_password is not null) return await SignInWithPasswordAsync(_password(), cancellationToken).ConfigureAwait(false);
            throw new SignInRequiredException(Name, Problems.NotSignedIn, $"There is no refresh token for '{Name}'");
        }

        try
        {
            return await RenewAsync(context.Record, refreshToken, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenRequestException refused) when (refused.Problem.Kind == ProblemKind.SignInRequired)
        {
            if (_password is not null) return await SignInWithPasswordAsync(_password(), cancellationToken).ConfigureAwait(false);
            throw new SignInRequiredException(Name, refused.Problem, $"The consent of '{Name}' cannot be renewed: {refused.Detail}", refused);
        }
    }

    private async Task<TokenGrant> RenewAsync(TokenRecord record, string refreshToken, CancellationToken cancellationToken)
    {
        var cache = MsalCache.Read(record);
        var grant = await AskAsync(RequestSafety.RepeatableOnce, cache, async application =>
        {
            var account = cache.AccountId is null || _clients.KeepsToAuthority ? null : await application.GetAccountAsync(cache.AccountId).ConfigureAwait(false);
            return account is null
                ? await ((IByRefreshToken)application).AcquireTokenByRefreshToken(_clients.Scopes, refreshToken).ExecuteAsync(cancellationToken).ConfigureAwait(false)
                : await application.AcquireTokenSilent(_clients.Scopes, account).WithForceRefresh(true).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        cache.AddTo(grant, record);
        return grant;
    }

    private async Task<TokenGrant> SignInWithPasswordAsync(string password, CancellationToken cancellationToken)
    {
        _refused.ThrowIfSame(password);
        var cache = MsalCache.Read(null);
        try
        {
            var grant = await AskAsync(RequestSafety.NotRepeatable, cache, application =>
#pragma warning disable CS0618 // MSAL warns of this grant as this library does; who configures it was warned.
                application is IPublicClientApplication desktop
                    ? desktop.AcquireTokenByUsernamePassword(_clients.Scopes, _userName, password).ExecuteAsync(cancellationToken)
#pragma warning restore CS0618
                    : ((IByUsernameAndPassword)application).AcquireTokenByUsernamePassword(_clients.Scopes, _userName, password).ExecuteAsync(cancellationToken),
                cancellationToken).ConfigureAwait(false);
            cache.AddTo(grant, before: null);
            return grant;
        }
        catch (TokenRequestException refused) when (refused.Problem == Problems.InteractionRequired || refused.Problem == Problems.SignInBlocked || refused.Problem == Problems.ManagedDeviceRequired)
        {
            throw refused.As(Problems.PasswordNotEnough, $"The password of '{_userName}' gives no token: {refused.Detail}");
        }
        catch (TokenRequestException refused)
        {
            _refused.Remember(password, refused);
            throw;
        }
    }

    private Task<TokenGrant> AskAsync(RequestSafety safety, MsalCache cache, Func<IClientApplicationBase, Task<AuthenticationResult>> ask, CancellationToken cancellationToken) =>
        _endpoint.RequestTokenThroughAsync(safety, async (prepared, transport) =>
        {
            using var exchange = new MsalExchange(transport, _clients.Authority, _options.TokenParameters);
            IClientApplicationBase application = _clients.IsConfidential ? _clients.CreateConfidential(prepared, exchange) : _clients.CreatePublic(exchange);
            cache.Attach(application);
            return await MsalCall.RunAsync(exchange, Name, async () => cache.Remember(await ask(application).ConfigureAwait(false))).ConfigureAwait(false);
        }, cancellationToken);
}
