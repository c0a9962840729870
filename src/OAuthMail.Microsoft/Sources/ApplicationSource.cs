using OAuthMail.Accounts;
using OAuthMail.Errors.Recognition;
using OAuthMail.Flows;
using OAuthMail.Microsoft.Msal;
using OAuthMail.Tokens;

namespace OAuthMail.Microsoft.Sources;

/// <summary>
/// Acquires tokens for an application without a user through MSAL. Its token key equals that of <see cref="ClientCredentialsFlow"/>, so
/// both use the same stored tokens.
/// </summary>
internal sealed class ApplicationSource : ITokenSource, IReplaceableCredential
{
    private readonly MsalApplicationFactory _applications;
    private readonly OAuthEndpoint _endpoint;
    private readonly FlowOptions _options;
    private readonly TokenKey _key;
    private readonly ClientCredential _credential;

    public ApplicationSource(
        AccountRegistration registration, MsalApplicationFactory applications, string name, OAuthHttp http, FlowOptions options)
    {
        _applications = applications;
        _options = options;
        _endpoint = new OAuthEndpoint(registration.Server, registration.Client, http, options);
        _key = new ClientCredentialsFlow(registration.Server, registration.Client, registration.Scopes, http, options).GetKey(default);
        _credential = registration.Client.Credential;
        Name = name;
    }

    public string Name { get; }

    public bool UsesStore => true;

    public TokenKey GetKey(AccessTokenRequest request) => _key;

    public string? GetCredentialState() => _credential.GetState();

    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        try
        {
            var claims = context.Request.Claims is { } required ? ClaimsChallenge.WithCapability(required) : null;
            return await RequestAsync(claims, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenRequestException challenged) when (challenged.Claims is not null)
        {
            // A policy requires these claims, unchanged, in the next request. There is no user, so the request is sent again here.
            return await RequestAsync(challenged.Claims, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<TokenGrant> RequestAsync(string? claims, CancellationToken cancellationToken) =>
        _endpoint.RequestTokenThroughAsync(RequestSafety.Repeatable, async (prepared, transport) =>
        {
            using var handler = new MsalHttpHandler(transport, _applications.Authority, _options.TokenParameters);
            var application = _applications.CreateConfidential(prepared, handler);
            return await MsalCall.RunAsync(handler, Name, async () =>
            {
                var request = application.AcquireTokenForClient(_applications.Scopes).WithForceRefresh(true);
                if (claims is not null) request = request.WithClaims(claims);
                await request.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }, cancellationToken);
}
