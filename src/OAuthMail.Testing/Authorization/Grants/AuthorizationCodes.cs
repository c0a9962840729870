using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>
/// Issues and redeems authorization codes. A code is redeemed once, by the same client, with the redirect URI and the
/// code verifier of the authorization request.
/// </summary>
internal sealed class AuthorizationCodes(AuthorizationServerOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Issues a code.</summary>
    /// <param name="grant">What the user consented to.</param>
    /// <param name="request">The parameters of the authorization request.</param>
    public string Issue(Grant grant, IReadOnlyDictionary<string, string> request)
    {
        var code = RandomText.Token();
        lock (_gate) _entries[code] = new Entry(grant, request, time.GetUtcNow() + options.AuthorizationCodeLifetime);
        return code;
    }

    public (Grant Grant, IReadOnlyDictionary<string, string> Request) Redeem(
        string code, TestClient client, string? redirectUri, string? verifier, Action<Grant> check)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(code, out var entry) || entry.Grant.Client != client) throw OAuthErrors.CodeUnknown.ToException();
            if (entry.Used)
            {
                // A code that is presented twice may be stolen, so the tokens of its first use are revoked (RFC 6749
                // section 4.1.2).
                entry.Grant.Revoke();
                throw OAuthErrors.CodeUsed.ToException();
            }

            if (time.GetUtcNow() >= entry.ExpiresAt) throw OAuthErrors.CodeExpired.ToException();
            if (entry.Request.TryGetValue("redirect_uri", out var asked) && asked != redirectUri)
                throw OAuthErrors.CodeRedirect.ToException();
            CheckVerifier(entry.Request.GetValueOrDefault("code_challenge"), verifier);
            check(entry.Grant);
            entry.Used = true;
            return (entry.Grant, entry.Request);
        }
    }

    private static void CheckVerifier(string? challenge, string? verifier)
    {
        // A verifier without a challenge indicates a downgrade attack (RFC 9700 section 2.1.1).
        if (challenge is null && verifier is null) return;
        if (challenge is null || verifier is null) throw OAuthErrors.VerifierWrong.ToException();
        if (verifier.Length is < 43 or > 128) throw OAuthErrors.VerifierWrong.ToException();
        var hash = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        if (!RandomText.Same(hash, challenge)) throw OAuthErrors.VerifierWrong.ToException();
    }

    private sealed class Entry(Grant grant, IReadOnlyDictionary<string, string> request, DateTimeOffset expiresAt)
    {
        public Grant Grant { get; } = grant;

        public IReadOnlyDictionary<string, string> Request { get; } = request;

        public DateTimeOffset ExpiresAt { get; } = expiresAt;

        public bool Used { get; set; }
    }
}
