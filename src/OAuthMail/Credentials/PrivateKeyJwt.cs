using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Credentials;
using OAuthMail.Flows.Requests;

namespace OAuthMail;

/// <summary>
/// Proves the client with a short-lived assertion signed by its private key (RFC 7523 section 2.2, <c>private_key_jwt</c>), so
/// that no secret travels. Each request gets an assertion of its own.
/// </summary>
public sealed class PrivateKeyJwt : ClientCredential
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>The algorithms that a certificate's key can sign with.</summary>
    internal static IReadOnlyList<string> Algorithms { get; } = ["RS256", "PS256", "ES256"];

    private readonly JwtSigner? _signer;
    private readonly CertificateSigners? _certificates;
    private readonly Func<string?>? _getState;

    /// <summary>Uses a signer of one's own: a vault, a hardware module, another service.</summary>
    /// <param name="signer">The signer.</param>
    /// <exception cref="ArgumentNullException"><paramref name="signer"/> is null.</exception>
    public PrivateKeyJwt(JwtSigner signer)
        : base(CreateFingerprint(signer))
    {
        ArgumentNullException.ThrowIfNull(signer);
        _signer = signer;
    }

    /// <summary>Follows certificates. The fingerprint stays the first one's: the key of a token is made once, and its certificate may change.</summary>
    private PrivateKeyJwt(CertificateSigners certificates, Func<string?>? getState)
        : base(CreateFingerprint(certificates.Last))
    {
        _certificates = certificates;
        _getState = getState;
    }

    /// <summary>Uses a certificate, named in the assertion by its SHA-256 thumbprint as Microsoft Entra wants it.</summary>
    /// <param name="certificate">The certificate with its private key, which may stay in the system's store. It stays the caller's to dispose.</param>
    /// <param name="algorithm">The algorithm; null for PS256 with an RSA key and ES256 with one on the curve P-256. RS256 is for servers that know no other.</param>
    /// <param name="sendCertificateChain">
    /// Whether the assertion carries the certificate and those of its issuers that this machine has, as <c>x5c</c> (RFC 7515 section 4.1.6),
    /// for registrations that trust an issuer and a subject's name instead of one certificate.
    /// </param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="algorithm"/> is none of RS256, PS256 and ES256.</exception>
    /// <exception cref="TokenRequestException">The certificate's key is of a kind that cannot sign, or not of the algorithm's kind.</exception>
    public static PrivateKeyJwt FromCertificate(X509Certificate2 certificate, string? algorithm = null, bool sendCertificateChain = false)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var reading = new CertificateReading(certificate);
        return FromReadings(() => reading, algorithm, sendCertificateChain);
    }

    /// <summary>Uses whatever certificate is current, so that one that was replaced is used by the next token request.</summary>
    /// <remarks>
    /// The tokens that this credential gets are kept under one key as long as it lives, whatever its certificate: a change of
    /// certificates throws no token away.
    /// </remarks>
    /// <param name="getCertificate">
    /// Gives the current certificate with its private key; called at once, and again for every token request, on any thread. What it
    /// gives stays the caller's to dispose, not before the request is over.
    /// </param>
    /// <param name="algorithm">The algorithm, as for one certificate.</param>
    /// <param name="sendCertificateChain">Whether the assertion carries <c>x5c</c>, as for one certificate.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="getCertificate"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="algorithm"/> is none of RS256, PS256 and ES256.</exception>
    /// <exception cref="InvalidOperationException">The function gave null.</exception>
    /// <exception cref="TokenRequestException">The first certificate's key is of a kind that cannot sign, or not of the algorithm's kind.</exception>
    public static PrivateKeyJwt FromCertificate(Func<X509Certificate2> getCertificate, string? algorithm = null, bool sendCertificateChain = false)
    {
        ArgumentNullException.ThrowIfNull(getCertificate);
        return FromReadings(
            () => new CertificateReading(getCertificate() ?? throw new InvalidOperationException("The function that gives the certificate gave none.")), algorithm, sendCertificateChain);
    }

    /// <summary>When the certificate as it is now ends, in universal time; null where the key has no certificate.</summary>
    public DateTimeOffset? ExpiresAt => CurrentCertificate is { Certificate: var certificate } ? new DateTimeOffset(certificate.NotAfter.ToUniversalTime()) : null;

    /// <summary>The certificate as it is now, usable or not; null where the key has none.</summary>
    internal CertificateReading? CurrentCertificate => _certificates?.Read();

    /// <param name="read">Gives the current certificate.</param>
    /// <param name="algorithm">The algorithm, as for one certificate.</param>
    /// <param name="sendCertificateChain">Whether the assertion carries <c>x5c</c>.</param>
    /// <param name="getState">Tells whether what is kept has changed, at little cost; null where nobody can.</param>
    internal static PrivateKeyJwt FromReadings(Func<CertificateReading> read, string? algorithm, bool sendCertificateChain, Func<string?>? getState = null)
    {
        if (algorithm is not null && !Algorithms.Contains(algorithm))
        {
            throw new ArgumentException($"'{algorithm}' isn't a valid algorithm. Valid values: {string.Join(", ", Algorithms)}.", nameof(algorithm));
        }

        return new PrivateKeyJwt(new CertificateSigners(read, algorithm, sendCertificateChain), getState);
    }

    /// <summary>The kind of credential and the key's fingerprint.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => $"PrivateKeyJwt {_signer ?? _certificates!.Last}";

    internal override string? GetState() => _getState?.Invoke();

    internal override async ValueTask ApplyAsync(TokenRequest request, string clientId, CancellationToken cancellationToken)
    {
        var now = request.Clock.GetUtcNow();
        var signer = _signer ?? _certificates!.Get(now);
        request.Form["client_id"] = clientId;
        request.Form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        request.Form["client_assertion"] = await Jwt.SignAsync(
            signer,
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

    private static string CreateFingerprint(JwtSigner? signer) => Hashing.Fingerprint("private-key-jwt", signer?.Fingerprint);
}
