using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Validates client assertions (RFC 7523 section 3). Each assertion is accepted once.</summary>
internal sealed class ClientAssertions(TimeProvider time)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly string[] Algorithms = ["RS256", "PS256", "ES256"];
    private static readonly TimeSpan MaximumLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Client, string Id), DateTimeOffset> _seen = [];

    /// <summary>Returns the issuer that an assertion names, without verifying it.</summary>
    public static string? ClaimedIssuer(string assertion) => Jwt.TryRead(assertion, out var jwt) ? Jwt.Text(jwt, "iss") : null;

    public void Verify(string assertion, TestClient client, IReadOnlyList<string> audiences)
    {
        if (!Jwt.TryRead(assertion, out var jwt)) throw OAuthErrors.AssertionClaims.ToException();
        var now = time.GetUtcNow();
        var problem = Jwt.Validate(jwt, ClientKeys.Find(client, jwt), Algorithms, new TokenValidationParameters
        {
            ValidIssuer = client.ClientId,
            ValidAudiences = audiences,
            LifetimeValidator = (_, _, token, _) => IsCurrent((JsonWebToken)token, now),
        });
        if (problem is not null) throw ToError(problem).ToException();
        if (Jwt.Text(jwt, "sub") != client.ClientId || Jwt.Text(jwt, "jti") is not { } id) throw OAuthErrors.AssertionClaims.ToException();
        lock (_gate)
        {
            foreach (var (old, end) in _seen)
            {
                if (end <= now) _seen.Remove(old);
            }

            if (!_seen.TryAdd((client.ClientId, id), Jwt.Date(jwt, "exp")!.Value)) throw OAuthErrors.AssertionReplayed.ToException();
        }
    }

    private static bool IsCurrent(JsonWebToken token, DateTimeOffset now) =>
        Jwt.Date(token, "exp") is { } expires && expires > now && expires <= now + MaximumLifetime + Skew
        && !(Jwt.Date(token, "nbf") > now + Skew) && !(Jwt.Date(token, "iat") > now + Skew);

    private static OAuthErrorResponse ToError(Exception problem) => problem switch
    {
        SecurityTokenInvalidLifetimeException => OAuthErrors.AssertionTime,
        SecurityTokenInvalidAudienceException or SecurityTokenInvalidIssuerException => OAuthErrors.AssertionClaims,
        _ => OAuthErrors.AssertionSignature,
    };
}
