using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Flows;

/// <summary>
/// Proves the client with a short-lived assertion signed by its private key (RFC 7523 section 2.2, <c>private_key_jwt</c>), so
/// that no secret travels. Each request gets an assertion of its own.
/// </summary>
public sealed class PrivateKeyJwt : ClientCredential
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly JwtSigner _signer;
    private readonly X509Certificate2? _certificate;

    /// <summary>Uses a signer of one's own: a vault, a hardware module, another service.</summary>
    /// <param name="signer">The signer.</param>
    /// <exception cref="ArgumentNullException"><paramref name="signer"/> is null.</exception>
    public PrivateKeyJwt(JwtSigner signer)
        : this(signer, null)
    {
    }

    private PrivateKeyJwt(JwtSigner signer, X509Certificate2? certificate)
        : base(Hashing.Fingerprint("private-key-jwt", signer?.Fingerprint))
    {
        ArgumentNullException.ThrowIfNull(signer);
        _signer = signer;
        _certificate = certificate;
    }

    /// <summary>Uses a certificate, named in the assertion by its SHA-256 thumbprint as Microsoft Entra wants it.</summary>
    /// <param name="certificate">The certificate with its private key, which may stay in the system's store. It stays the caller's to dispose.</param>
    /// <param name="algorithm">The algorithm; null for PS256 with an RSA key and ES256 with one on the curve P-256. RS256 is for servers that know no other.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="algorithm"/> is none of RS256, PS256 and ES256.</exception>
    /// <exception cref="Diagnosis.TokenRequestException">The certificate's key is of a kind that cannot sign, or not of the algorithm's kind.</exception>
    public static PrivateKeyJwt FromCertificate(X509Certificate2 certificate, string? algorithm = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (algorithm is not (null or "RS256" or "PS256" or "ES256")) throw new ArgumentException("The algorithm is RS256, PS256 or ES256.", nameof(algorithm));
        return new PrivateKeyJwt(new CertificateSigner(certificate, CertificateSigner.ChooseAlgorithm(certificate, algorithm)), certificate);
    }

    /// <summary>When the certificate ends, in universal time; null where the key has no certificate.</summary>
    public DateTimeOffset? EndsAt => _certificate is null ? null : new DateTimeOffset(_certificate.NotAfter.ToUniversalTime());

    /// <summary>The kind of credential and the key's fingerprint.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => $"PrivateKeyJwt {_signer}";

    internal override async ValueTask ApplyAsync(TokenRequest request, string clientId, CancellationToken cancellationToken)
    {
        var now = request.Clock.GetUtcNow();
        if (_certificate is not null) CertificateSigner.RequireUsable(_certificate, now);

        request.Form["client_id"] = clientId;
        request.Form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        request.Form["client_assertion"] = await Jwt.SignAsync(
            _signer,
            claims =>
            {
                claims.WriteString("iss", clientId);
                claims.WriteString("sub", clientId);
                claims.WriteString("aud", request.AssertionAudience);
                claims.WriteString("jti", Hashing.ToBase64Url(RandomNumberGenerator.GetBytes(16)));
                claims.WriteNumber("iat", now.ToUnixTimeSeconds());
                // A clock that is a little fast must not make the assertion begin in the server's future.
                claims.WriteNumber("nbf", now.ToUnixTimeSeconds() - 60);
                claims.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
            },
            cancellationToken).ConfigureAwait(false);
    }
}
