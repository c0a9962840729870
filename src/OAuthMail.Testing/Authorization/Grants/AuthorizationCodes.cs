using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Authorization codes: redeemed once, by the client and with the redirect URI and verifier that they were asked for with.</summary>
internal sealed class AuthorizationCodes(AuthorizationServerOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Issues a code.</summary>
    /// <param name="grant">What the user allowed.</param>
    /// <param name="request">The authorization request's parameters.</param>
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
                // RFC 6749 section 4.1.2: whoever has the code a second time may be a thief, so the tokens of the first time end.
                entry.Grant.Revoke();
                throw OAuthErrors.CodeUsed.ToException();
            }

            if (time.GetUtcNow() >= entry.Ends) throw OAuthErrors.CodeEnded.ToException();
            if (entry.Request.TryGetValue("redirect_uri", out var asked) && asked != redirectUri) throw OAuthErrors.CodeRedirect.ToException();
            CheckVerifier(entry.Request.GetValueOrDefault("code_challenge"), verifier);
            check(entry.Grant);
            entry.Used = true;
            return (entry.Grant, entry.Request);
        }
    }

    private static void CheckVerifier(string? challenge, string? verifier)
    {
        // A verifier without a challenge is a downgrade somebody tried, RFC 9700 section 2.1.1.
        if (challenge is null && verifier is null) return;
        if (challenge is null || verifier is null) throw OAuthErrors.VerifierWrong.ToException();
        if (verifier.Length is < 43 or > 128) throw OAuthErrors.VerifierWrong.ToException();
        var hash = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        if (!RandomText.Same(hash, challenge)) throw OAuthErrors.VerifierWrong.ToException();
    }

    private sealed class Entry(Grant grant, IReadOnlyDictionary<string, string> request, DateTimeOffset ends)
    {
        public Grant Grant { get; } = grant;

        public IReadOnlyDictionary<string, string> Request { get; } = request;

        public DateTimeOffset Ends { get; } = ends;

        public bool Used { get; set; }
    }
}
