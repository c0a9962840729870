using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Client assertions, RFC 7523 section 3, each good once.</summary>
internal sealed class ClientAssertions(TimeProvider time)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Client, string Id), DateTimeOffset> _seen = [];

    /// <summary>Reads whose assertion it claims to be, unverified.</summary>
    public static string? ClaimedIssuer(string assertion) =>
        JsonWebToken.TryParse(assertion, out var jwt) ? JsonWebToken.Text(jwt.Payload, "iss") : null;

    public void Verify(string assertion, TestClient client, IReadOnlyList<string> audiences)
    {
        if (!JsonWebToken.TryParse(assertion, out var jwt)) throw Refusals.AssertionClaims.AsException();
        if (!ClientKeys.Signed(client, jwt, "RS256", "PS256", "ES256")) throw Refusals.AssertionSignature.AsException();

        var id = JsonWebToken.Text(jwt.Payload, "jti");
        if (JsonWebToken.Text(jwt.Payload, "iss") != client.ClientId || JsonWebToken.Text(jwt.Payload, "sub") != client.ClientId
            || id is null || !JsonWebToken.Texts(jwt.Payload, "aud").Intersect(audiences).Any())
        {
            throw Refusals.AssertionClaims.AsException();
        }

        var now = time.GetUtcNow();
        if (JsonWebToken.Date(jwt.Payload, "exp") is not { } ends || ends <= now || ends > now + LongestLife + Skew
            || JsonWebToken.Date(jwt.Payload, "nbf") > now + Skew || JsonWebToken.Date(jwt.Payload, "iat") > now + Skew)
        {
            throw Refusals.AssertionTime.AsException();
        }

        lock (_gate)
        {
            foreach (var (old, end) in _seen)
            {
                if (end <= now) _seen.Remove(old);
            }

            if (!_seen.TryAdd((client.ClientId, id), ends)) throw Refusals.AssertionReplayed.AsException();
        }
    }
}
