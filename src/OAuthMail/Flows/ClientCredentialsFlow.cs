using OAuthMail.Errors.Recognition;
using OAuthMail.Flows;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>
/// Acquires tokens for the application itself with the client credentials grant (RFC 6749 section 4.4): without a user and without a
/// refresh token. One token is valid for all mailboxes that the application may access.
/// </summary>
public sealed class ClientCredentialsFlow : ITokenSource, IReplaceableCredential
{
    private readonly ClientCredential _credential;
    private readonly OAuthEndpoint _endpoint;
    private readonly TokenKey _key;
    private readonly string _scope;

    /// <summary>Creates the flow.</summary>
    /// <param name="server">The authorization server.</param>
    /// <param name="client">The client registration, with a credential.</param>
    /// <param name="scopes">The scopes. For Microsoft, the <c>.default</c> scope of the resource.</param>
    /// <param name="http">The HTTP client.</param>
    /// <param name="options">Other options, or <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">
    /// The client has no credential, an option is out of range, or an extra parameter is one that the flow sets itself.
    /// </exception>
    public ClientCredentialsFlow(
        AuthorizationServer server, ClientRegistration client, IReadOnlyCollection<string> scopes, OAuthHttp http,
        FlowOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(scopes);
        ArgumentNullException.ThrowIfNull(http);
        options = FlowOptionsCheck.Require(options);
        if (ReferenceEquals(client.Credential, ClientCredential.None))
        {
            const string message = "Required. An application without a user needs a secret, a certificate or an assertion.";
            throw new MailConfigurationException($"the client '{client}'", [new OptionError(nameof(client.Credential), message)]);
        }

        _credential = client.Credential;
        Name = options.Name ?? client.ClientId;
        _scope = string.Join(" ", scopes);
        _key = FlowKeys.Create("client-credentials", server, client, client.Credential.Fingerprint, scopes, options, subject: null);
        _endpoint = new OAuthEndpoint(server, client, http, options);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public bool UsesStore => true;

    /// <inheritdoc />
    public TokenKey GetKey(AccessTokenRequest request) => _key;

    string? IReplaceableCredential.GetCredentialState() => _credential.GetState();

    /// <inheritdoc />
    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await _endpoint.RequestTokenAsync(RequestSafety.Repeatable, (request, _) =>
        {
            request.Form["grant_type"] = "client_credentials";
            if (_scope.Length > 0) request.Form["scope"] = _scope;
            if (context.Request.Claims is { } claims) request.Form["claims"] = ClaimsChallenge.WithCapability(claims);
            return default;
        }, cancellationToken).ConfigureAwait(false);
    }
}
