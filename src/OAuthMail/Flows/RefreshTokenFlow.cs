using OAuthMail.Errors.Recognition;
using OAuthMail.Flows;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>
/// Acquires tokens for a user with a refresh token (RFC 6749 section 6) from an earlier sign-in with a browser or a device code. If the
/// server rotates refresh tokens, the new refresh token is stored before the access token is used.
/// </summary>
public sealed class RefreshTokenFlow : ITokenSource, IReplaceableCredential
{
    private readonly ClientCredential _credential;
    private readonly AuthorizationServer _server;
    private readonly OAuthEndpoint _endpoint;
    private readonly TokenKey _key;
    private readonly string _scope;

    /// <summary>Creates the flow for one user.</summary>
    /// <param name="server">The authorization server.</param>
    /// <param name="client">The client registration.</param>
    /// <param name="scopes">The scopes that the user consents to. All must belong to one resource.</param>
    /// <param name="subject">The name or address of the user who signs in. It identifies the stored consent.</param>
    /// <param name="http">The HTTP client.</param>
    /// <param name="options">Other options, or <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is empty.</exception>
    /// <exception cref="MailConfigurationException">
    /// An option is out of range, or an extra parameter is one that the flow sets itself.
    /// </exception>
    public RefreshTokenFlow(
        AuthorizationServer server, ClientRegistration client, IReadOnlyCollection<string> scopes, string subject, OAuthHttp http,
        FlowOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(scopes);
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentNullException.ThrowIfNull(http);
        options = FlowOptionsCheck.Require(options);
        _server = server;
        _credential = client.Credential;
        Name = options.Name ?? subject;
        _scope = string.Join(" ", scopes);
        _key = CreateKey(server, client, scopes, subject, options);
        _endpoint = new OAuthEndpoint(server, client, http, options);
    }

    /// <summary>
    /// Creates the key of a user's consent. The key does not depend on the client credential: replacing a secret must not sign users
    /// out.
    /// </summary>
    internal static TokenKey CreateKey(
        AuthorizationServer server, ClientRegistration client, IEnumerable<string> scopes, string subject, FlowOptions options) =>
        FlowKeys.Create("consent", server, client, "", scopes, options, subject.ToLowerInvariant());

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public bool UsesStore => true;

    /// <summary>Gets the key of the record that contains the consent.</summary>
    public TokenKey Key => _key;

    /// <inheritdoc />
    public TokenKey GetKey(AccessTokenRequest request) => _key;

    string? IReplaceableCredential.GetCredentialState() => _credential.GetState();

    /// <inheritdoc />
    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Record?.RefreshToken is not { Length: > 0 } refreshToken)
        {
            throw StoredIdentity.MissingRefreshToken(Name, context.Record, _scope);
        }

        try
        {
            return await _endpoint.RequestTokenAsync(RequestSafety.RepeatableOnce, (request, _) =>
            {
                // Another process may have used the refresh token before the second attempt.
                if (context.LeaseLost.IsCancellationRequested)
                {
                    throw new TokenStoreException(
                        Problems.TokenLeaseLost, $"The lease on {_key} was lost before the token could be requested again.");
                }

                request.Form["grant_type"] = "refresh_token";
                request.Form["refresh_token"] = refreshToken;
                if (GrantedScopes.Limit(_scope, context.Record?.Scope) is { } scope) request.Form["scope"] = scope;
                if (context.Request.Claims is { } claims) request.Form["claims"] = ClaimsChallenge.WithCapability(claims);
                return default;
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenRequestException refused) when (refused.Problem.Kind == ProblemKind.SignInRequired)
        {
            TokenRecords.MarkRefused(context, refused.Problem);
            refused.Claims ??= context.Request.Claims;
            var age = ConsentAge.Explain(_server, context.Record, _endpoint.Clock.GetUtcNow());
            throw new SignInRequiredException(
                Name, refused.Problem, $"The token of '{Name}' could not be refreshed: {refused.Detail}{age}", refused);
        }
    }
}
