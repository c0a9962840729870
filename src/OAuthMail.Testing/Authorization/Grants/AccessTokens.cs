using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Issues and stores access tokens. Opaque tokens and revocation require the stored data.</summary>
internal sealed class AccessTokens(Dialect dialect, SigningKeyRing keys, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Issued> _issued = new(StringComparer.Ordinal);

    /// <summary>
    /// Gets the issuer of access tokens. Microsoft Entra ID issues version 1 tokens for Exchange, which have another
    /// issuer.
    /// </summary>
    public string Issuer => dialect is EntraDialect ? $"https://sts.windows.net/{dialect.Options.TenantId}/" : dialect.Issuer;

    public string Issue(TestClient client, TestUser? user, ScopeSet scopes, Grant? grant, TimeSpan lifetime, AccessTokenFormat format)
    {
        // A NumericDate has whole seconds. Both dates are truncated, so that expires_in equals the lifetime.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(format == AccessTokenFormat.Opaque ? 48 : 16));
        if (format == AccessTokenFormat.Opaque) id = (dialect is GoogleDialect ? "ya29." : "EwB") + id;
        var claims = new AccessTokenClaims
        {
            Issuer = Issuer,
            Audience = scopes.Audience,
            ClientId = client.ClientId,
            UserId = user?.Id,
            Scopes = scopes.TokenScopes,
            Roles = scopes.Roles,
            NotBefore = now,
            Expires = now + lifetime,
            Id = id,
        };
        _issued[id] = new Issued(claims, user, grant, format);
        return format == AccessTokenFormat.Opaque ? id : Jwt.Create(dialect.Write(claims, user), keys.Current, dialect.AccessTokenType);
    }

    /// <summary>Returns the claims of an opaque token.</summary>
    public AccessTokenClaims? FindOpaque(string token) =>
        _issued.TryGetValue(token, out var issued) && issued.Format == AccessTokenFormat.Opaque ? issued.Claims : null;

    public bool IsRevoked(string id) => _issued.TryGetValue(id, out var issued) && (issued.Revoked || issued.Grant is { IsRevoked: true });

    /// <summary>Finds a token that a client presents.</summary>
    /// <returns>
    /// The client, the grant, and an action that revokes the token, or <see langword="null"/> if the token is unknown.
    /// </returns>
    public (string ClientId, Grant? Grant, Action Revoke)? Find(string token)
    {
        var id = Jwt.TryRead(token, out var jwt) ? Jwt.Text(jwt, "jti") : token;
        if (id is null || !_issued.TryGetValue(id, out var issued)) return null;
        return (issued.Claims.ClientId, issued.Grant, () => issued.Revoked = true);
    }

    public void RevokeWhere(Func<TestUser?, bool> whose)
    {
        foreach (var issued in _issued.Values.Where(i => whose(i.User))) issued.Revoked = true;
    }

    private sealed class Issued(AccessTokenClaims claims, TestUser? user, Grant? grant, AccessTokenFormat format)
    {
        private volatile bool _revoked;

        public AccessTokenClaims Claims { get; } = claims;

        public TestUser? User { get; } = user;

        public Grant? Grant { get; } = grant;

        public AccessTokenFormat Format { get; } = format;

        public bool Revoked
        {
            get => _revoked;
            set => _revoked = value;
        }
    }
}
