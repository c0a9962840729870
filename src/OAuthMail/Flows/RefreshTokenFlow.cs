using OAuthMail.Flows;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>
/// Keeps a person's consent alive (RFC 6749 section 6), however it was given: with a browser or with a device code. Where the
/// server rotates refresh tokens, the new one replaces the old one in the store before the access token is used.
/// </summary>
public sealed class RefreshTokenFlow : ITokenSource, IReplaceableCredential
{
    private readonly ClientCredential _credential;
    private readonly OAuthEndpoint _endpoint;
    private readonly TokenKey _key;
    private readonly string _scope;

    /// <summary>Sets up the flow for one person.</summary>
    /// <param name="server">The authorization server.</param>
    /// <param name="client">The application.</param>
    /// <param name="scopes">The scopes that the person consents to, of one resource.</param>
    /// <param name="subject">Who signs in: the name or address by which the consent is found again.</param>
    /// <param name="http">How requests are sent.</param>
    /// <param name="options">Names, clock, time-outs; null for the defaults.</param>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is empty.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range, or an extra parameter is one of the flow's own.</exception>
    public RefreshTokenFlow(
        AuthorizationServer server, ClientRegistration client, IReadOnlyCollection<string> scopes, string subject, OAuthHttp http, FlowOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(scopes);
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentNullException.ThrowIfNull(http);
        options = FlowOptionsCheck.Require(options);
        _credential = client.Credential;
        Name = options.Name ?? subject;
        _scope = string.Join(" ", scopes);
        _key = CreateKey(server, client, scopes, subject, options);
        _endpoint = new OAuthEndpoint(server, client, http, options);
    }

    /// <summary>The key of a person's consent. The credential is left out: a secret that was replaced must not log everybody out.</summary>
    internal static TokenKey CreateKey(
        AuthorizationServer server, ClientRegistration client, IEnumerable<string> scopes, string subject, FlowOptions options) =>
        FlowKeys.Create("consent", server, client, "", scopes, options, subject.ToLowerInvariant());

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public bool UsesStore => true;

    /// <summary>The record that holds the consent.</summary>
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
            throw new SignInRequiredException(Name, Problems.NotSignedIn, $"There is no refresh token for '{Name}'");
        }

        try
        {
            return await _endpoint.RequestTokenAsync(RequestSafety.RepeatableOnce, (request, _) =>
            {
                request.Form["grant_type"] = "refresh_token";
                request.Form["refresh_token"] = refreshToken;
                if (_scope.Length > 0) request.Form["scope"] = _scope;
                return default;
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenRequestException refused) when (refused.Problem.Kind == ProblemKind.SignInRequired)
        {
            throw new SignInRequiredException(
                Name, refused.Problem, $"The consent of '{Name}' cannot be renewed: {refused.Detail}", refused);
        }
    }
}
