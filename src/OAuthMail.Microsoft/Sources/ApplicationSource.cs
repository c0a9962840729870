using OAuthMail.Accounts;
using OAuthMail.Flows;
using OAuthMail.Microsoft.Msal;
using OAuthMail.Tokens;

namespace OAuthMail.Microsoft.Sources;

/// <summary>
/// An application without a user, through MSAL. Its key is that of the core's own flow, whose stored tokens it goes on using.
/// </summary>
internal sealed class ApplicationSource : ITokenSource, IReplaceableCredential
{
    private readonly MsalClients _clients;
    private readonly OAuthEndpoint _endpoint;
    private readonly FlowOptions _options;
    private readonly TokenKey _key;
    private readonly ClientCredential _credential;

    public ApplicationSource(AccountRegistration registration, MsalClients clients, string name, OAuthHttp http, FlowOptions options)
    {
        _clients = clients;
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
            return await RequestAsync(claims: null, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenRequestException challenged) when (challenged.Claims is not null)
        {
            // A policy wants to be answered in the next request, word for word. No person is there to do it.
            return await RequestAsync(challenged.Claims, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<TokenGrant> RequestAsync(string? claims, CancellationToken cancellationToken) =>
        _endpoint.RequestTokenThroughAsync(RequestSafety.Repeatable, async (prepared, transport) =>
        {
            using var exchange = new MsalExchange(transport, _clients.Authority, _options.TokenParameters);
            var application = _clients.CreateConfidential(prepared, exchange);
            return await MsalCall.RunAsync(exchange, Name, async () =>
            {
                var request = application.AcquireTokenForClient(_clients.Scopes).WithForceRefresh(true);
                if (claims is not null) request = request.WithClaims(claims);
                await request.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }, cancellationToken);
}
