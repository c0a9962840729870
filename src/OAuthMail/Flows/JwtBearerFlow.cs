using System.Collections.Concurrent;
using OAuthMail.Credentials;
using OAuthMail.Flows;
using OAuthMail.Flows.Requests;

namespace OAuthMail;

/// <summary>
/// A signed assertion names the mailbox (RFC 7523 section 2.1), as Google's service accounts with domain-wide delegation do.
/// Each mailbox has a token of its own; there is no refresh token.
/// </summary>
public sealed class JwtBearerFlow : ITokenSource
{
    /// <summary>The longest that Google takes.</summary>
    private static readonly TimeSpan AssertionLifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, TokenKey> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly OAuthEndpoint _endpoint;
    private readonly AuthorizationServer _server;
    private readonly ServiceAccountKey _key;
    private readonly FlowOptions _options;
    private readonly IReadOnlyCollection<string> _scopes;

    /// <summary>Sets up the flow.</summary>
    /// <param name="server">The authorization server.</param>
    /// <param name="key">The service account.</param>
    /// <param name="scopes">The scopes that an administrator delegated.</param>
    /// <param name="http">How requests are sent.</param>
    /// <param name="options">Names, clock, time-outs; null for the defaults.</param>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range, or an extra parameter is one of the flow's own.</exception>
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
    /// <exception cref="TokenRequestException">The request names no mailbox.</exception>
    public TokenKey GetKey(AccessTokenRequest request)
    {
        var mailbox = request.Mailbox;
        if (string.IsNullOrEmpty(mailbox))
        {
            throw new TokenRequestException(Problems.MailboxRequired, $"'{Name}' was asked for a token without a mailbox");
        }
        return _keys.TryGetValue(mailbox!, out var key) ? key : _keys.GetOrAdd(mailbox!, MakeKey(mailbox!));
    }

    /// <inheritdoc />
    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var mailbox = context.Request.Mailbox ?? throw new TokenRequestException(
            Problems.MailboxRequired, $"'{Name}' was asked for a token without a mailbox");
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

    private TokenKey MakeKey(string mailbox) =>
        FlowKeys.Create(
            "jwt-bearer", _server, new ClientRegistration(_key.ClientEmail), _key.Signer.Fingerprint, _scopes, _options,
            mailbox.ToLowerInvariant());

    /// <summary>The assertion is the whole proof: no client authentication goes with it.</summary>
    private sealed class AssertionOnly() : ClientCredential("assertion")
    {
        public static AssertionOnly Instance { get; } = new();

        internal override ValueTask ApplyAsync(TokenRequest request, string clientId, CancellationToken cancellationToken) => default;
    }
}
