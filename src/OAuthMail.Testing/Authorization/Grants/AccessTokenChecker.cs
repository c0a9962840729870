using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>
/// Validates access tokens as a mail server does. Claims are used only after the signature was verified.
/// </summary>
internal sealed class AccessTokenChecker(ServerState state) : IAccessTokenChecker
{
    public TokenVerdict Check(string token, string user, MailProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(user);
        var verdict = CheckValidity(token, out var claims);
        if (verdict != TokenVerdict.Accepted) return verdict;
        if (!state.Dialect.IsForMail(claims!)) return TokenVerdict.WrongAudience;
        if (!state.Dialect.AllowsProtocol(claims!, protocol)) return TokenVerdict.InsufficientScope;
        return MayOpen(claims!, user) ? TokenVerdict.Accepted : TokenVerdict.WrongUser;
    }

    public TokenVerdict CheckGraph(string token, string? mailbox, IReadOnlyList<string> permissions, out string? own)
    {
        own = null;
        var verdict = CheckValidity(token, out var claims);
        if (verdict != TokenVerdict.Accepted) return verdict;
        own = claims!.UserId is null ? null : state.Users.FindById(claims.UserId)?.Address;
        if (state.Dialect is EntraDialect)
        {
            if (claims.Audience is not (EntraScopes.Graph or EntraScopes.GraphId)) return TokenVerdict.WrongAudience;
            var granted = claims.UserId is null ? claims.Roles : claims.Scopes;
            if (!permissions.Any(granted.Contains)) return TokenVerdict.InsufficientScope;
        }
        else if (!state.Dialect.IsForMail(claims)) return TokenVerdict.WrongAudience;

        if (mailbox is null && own is null) return TokenVerdict.WrongUser;
        return MayOpen(claims, mailbox ?? own!) ? TokenVerdict.Accepted : TokenVerdict.WrongUser;
    }

    public TimeSpan? GetRemainingLifetime(string token)
    {
        var claims = state.AccessTokens.FindOpaque(token);
        return claims is not null || Verify(token, out claims) == TokenVerdict.Accepted ? claims!.Expires - state.Time.GetUtcNow() : null;
    }

    private TokenVerdict CheckValidity(string token, out AccessTokenClaims? claims)
    {
        claims = state.AccessTokens.FindOpaque(token);
        if (claims is null)
        {
            var verdict = Verify(token, out claims);
            if (verdict != TokenVerdict.Accepted) return verdict;
        }

        var now = state.Time.GetUtcNow();
        if (now >= claims!.Expires || now < claims.NotBefore) return TokenVerdict.Expired;
        return state.AccessTokens.IsRevoked(claims.Id) ? TokenVerdict.Revoked : TokenVerdict.Accepted;
    }

    private TokenVerdict Verify(string token, out AccessTokenClaims? claims)
    {
        claims = null;
        if (!Jwt.TryRead(token, out var jwt)) return TokenVerdict.Malformed;

        // The key determines the algorithm, so a header that names "none", or HS256 with the public key as secret, is
        // rejected.
        if (state.Keys.Find(jwt.Kid) is not { } key || !Jwt.IsSignedBy(jwt, [key.Public], [key.Algorithm]))
            return TokenVerdict.BadSignature;
        if (!state.Dialect.TryRead(jwt, out claims))
        {
            // This server signed the token, but it is an ID token, whose audience is the client.
            return TokenVerdict.WrongAudience;
        }

        return claims.Issuer == state.AccessTokens.Issuer ? TokenVerdict.Accepted : TokenVerdict.Malformed;
    }

    private bool MayOpen(AccessTokenClaims claims, string mailbox)
    {
        if (claims.UserId is not null) return state.Users.FindById(claims.UserId)?.MayOpen(mailbox) == true;
        if (state.FindClient(claims.ClientId) is not { } client) return false;
        return client.PermittedMailboxes.Count == 0 || client.PermittedMailboxes.Contains(mailbox, StringComparer.OrdinalIgnoreCase);
    }
}
