using System.Collections.Concurrent;
using OAuthMail.Credentials;
using OAuthMail.Flows;
using OAuthMail.Flows.Requests;

namespace OAuthMail;

/// <summary>
/// Acquires tokens with a signed assertion that contains the mailbox (RFC 7523 section 2.1), as used by Google's service accounts with
/// domain-wide delegation. Each mailbox has its own token. There is no refresh token.
/// </summary>
public sealed class JwtBearerFlow : ITokenSource
{
    /// <summary>The maximum that Google accepts.</summary>
    private static readonly TimeSpan AssertionLifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, TokenKey> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly OAuthEndpoint _endpoint;
    private readonly AuthorizationServer _server;
    private readonly ServiceAccountKey _key;
    private readonly FlowOptions _options;
    private readonly IReadOnlyCollection<string> _scopes;

    /// <summary>Creates the flow.</summary>
    /// <param name="server">The authorization server.</param>
    /// <param name="key">The key of the service account.</param>
    /// <param name="scopes">The scopes that the administrator has delegated.</param>
    /// <param name="http">The HTTP client.</param>
    /// <param name="options">Other options, or <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">
    /// An option is out of range, or an extra parameter is one that the flow sets itself.
    /// </exception>
    public JwtBearerFlow(
        AuthorizationServer server, ServiceAccountKey key, IReadOnlyCollection<string> scopes, OAuthHttp http, FlowOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(scopes);
        ArgumentNullException.ThrowIfNull(http);
        _server = server;
        _key = key;
        _scopes = scopes;
        _options = FlowOptionsCheck.Require(options);
        _endpoint = new OAuthEndpoint(server, new ClientRegistration(key.ClientEmail, AssertionOnly.Instance), http, _options);
        Name = _options.Name ?? key.ClientEmail;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public bool UsesStore => true;

    /// <inheritdoc />
    /// <exception cref="TokenRequestException">The request contains no mailbox.</exception>
    public TokenKey GetKey(AccessTokenRequest request)
    {
        var mailbox = request.Mailbox;
        if (string.IsNullOrEmpty(mailbox))
        {
            throw NoMailbox();
        }
        return _keys.TryGetValue(mailbox!, out var key) ? key : _keys.GetOrAdd(mailbox!, MakeKey(mailbox!));
    }

    /// <inheritdoc />
    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var mailbox = context.Request.Mailbox ?? throw NoMailbox();
        return await _endpoint.RequestTokenAsync(RequestSafety.Repeatable, async (request, token) =>
        {
            var now = request.Clock.GetUtcNow();
            request.Form["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer";
            request.Form["assertion"] = await Jwt.SignAsync(
                _key.Signer,
                claims =>
                {
                    claims.WriteString("iss", _key.ClientEmail);
                    claims.WriteString("sub", mailbox);
                    claims.WriteString("scope", string.Join(" ", _scopes));
                    claims.WriteString("aud", request.AssertionAudience);
                    claims.WriteNumber("iat", now.ToUnixTimeSeconds());
                    claims.WriteNumber("exp", (now + AssertionLifetime).ToUnixTimeSeconds());
                },
                token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    private TokenRequestException NoMailbox() =>
        new(Problems.MailboxRequired, $"The request for a token of '{Name}' contains no mailbox.");

    private TokenKey MakeKey(string mailbox) =>
        FlowKeys.Create(
            "jwt-bearer", _server, new ClientRegistration(_key.ClientEmail), _key.Signer.Fingerprint, _scopes, _options,
            mailbox.ToLowerInvariant());

    /// <summary>No client authentication. The assertion of the grant is the proof.</summary>
    private sealed class AssertionOnly() : ClientCredential("assertion")
    {
        public static AssertionOnly Instance { get; } = new();

        internal override ValueTask ApplyAsync(TokenRequest request, string clientId, CancellationToken cancellationToken) => default;
    }
}
