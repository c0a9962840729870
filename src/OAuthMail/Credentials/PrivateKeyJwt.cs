using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Credentials;
using OAuthMail.Flows.Requests;

namespace OAuthMail;

/// <summary>
/// Authenticates the client with a short-lived assertion that its private key signs (RFC 7523 section 2.2, <c>private_key_jwt</c>). No
/// secret is sent. Each request carries a new assertion.
/// </summary>
public sealed class PrivateKeyJwt : ClientCredential
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>The algorithms that a certificate's key can sign with.</summary>
    internal static IReadOnlyList<string> Algorithms { get; } = ["RS256", "PS256", "ES256"];

    private readonly JwtSigner? _signer;
    private readonly CertificateSigners? _certificates;
    private readonly Func<string?>? _getState;

    /// <summary>Creates a credential from a signer, such as one that uses a vault or a hardware module.</summary>
    /// <param name="signer">The signer.</param>
    /// <exception cref="ArgumentNullException"><paramref name="signer"/> is <see langword="null"/>.</exception>
    public PrivateKeyJwt(JwtSigner signer)
        : base(CreateFingerprint(signer))
    {
        ArgumentNullException.ThrowIfNull(signer);
        _signer = signer;
    }

    /// <summary>
    /// Creates a credential whose certificate can change. The fingerprint remains that of the first certificate, because the key of a
    /// token is computed once.
    /// </summary>
    private PrivateKeyJwt(CertificateSigners certificates, Func<string?>? getState)
        : base(CreateFingerprint(certificates.Last))
    {
        _certificates = certificates;
        _getState = getState;
    }

    /// <summary>
    /// Creates a credential from a certificate. The assertion identifies it by its SHA-256 thumbprint, as Microsoft Entra ID requires.
    /// </summary>
    /// <param name="certificate">
    /// The certificate with its private key, which can remain in the system's store. The caller disposes it.
    /// </param>
    /// <param name="algorithm">
    /// The algorithm, or <see langword="null"/> for PS256 with an RSA key and ES256 with a key on the curve P-256. RS256 is for servers
    /// that support no other.
    /// </param>
    /// <param name="sendCertificateChain">
    /// Whether the assertion carries the certificate and those of its issuers that are on this machine, as <c>x5c</c> (RFC 7515 section
    /// 4.1.6),
    /// for registrations that trust an issuer and a subject name instead of one certificate.
    /// </param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="algorithm"/> is not RS256, PS256 or ES256.</exception>
    /// <exception cref="TokenRequestException">The certificate's key cannot sign, or does not support the algorithm.</exception>
    public static PrivateKeyJwt FromCertificate(X509Certificate2 certificate, string? algorithm = null, bool sendCertificateChain = false)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var reading = new CertificateReading(certificate);
        return FromReadings(() => reading, algorithm, sendCertificateChain);
    }

    /// <summary>
    /// Creates a credential from a function that returns the current certificate, so that a replaced certificate is used by the next
    /// token request.
    /// </summary>
    /// <remarks>
    /// The tokens that this credential acquires have one key, regardless of the certificate: when the certificate changes, no stored
    /// token is lost.
    /// </remarks>
    /// <param name="getCertificate">
    /// Returns the current certificate with its private key. It is called at once, and for every token request, on any thread. The caller
    /// disposes the certificates, not before the request has completed.
    /// </param>
    /// <param name="algorithm">The algorithm, as for one certificate.</param>
    /// <param name="sendCertificateChain">Whether the assertion carries <c>x5c</c>, as for one certificate.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="getCertificate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="algorithm"/> is not RS256, PS256 or ES256.</exception>
    /// <exception cref="InvalidOperationException">The function returned <see langword="null"/>.</exception>
    /// <exception cref="TokenRequestException">The key of the first certificate cannot sign, or does not support the algorithm.</exception>
    public static PrivateKeyJwt FromCertificate(
        Func<X509Certificate2> getCertificate, string? algorithm = null, bool sendCertificateChain = false)
    {
        ArgumentNullException.ThrowIfNull(getCertificate);
        return FromReadings(Read, algorithm, sendCertificateChain);

        CertificateReading Read() =>
            new(getCertificate() ?? throw new InvalidOperationException("The function that returns the certificate returned null."));
    }

    /// <summary>Gets when the current certificate expires, in UTC, or <see langword="null"/> if the key has no certificate.</summary>
    public DateTimeOffset? ExpiresAt =>
        CurrentCertificate is { Certificate: var certificate } ? new DateTimeOffset(certificate.NotAfter.ToUniversalTime()) : null;

    /// <summary>Gets the algorithm of the last assertion.</summary>
    internal string Algorithm => (_signer ?? _certificates!.Last).Algorithm;

    /// <summary>Gets the current certificate, even if it has expired, or <see langword="null"/> if the key has none.</summary>
    internal CertificateReading? CurrentCertificate => _certificates?.Read();

    /// <param name="read">Returns the current certificate.</param>
    /// <param name="algorithm">The algorithm, as for one certificate.</param>
    /// <param name="sendCertificateChain">Whether the assertion carries <c>x5c</c>.</param>
    /// <param name="getState">
    /// Returns a text that changes with the certificate, at little cost, or <see langword="null"/> if that is unknown.
    /// </param>
    internal static PrivateKeyJwt FromReadings(
        Func<CertificateReading> read, string? algorithm, bool sendCertificateChain, Func<string?>? getState = null)
    {
        if (algorithm is not null && !Algorithms.Contains(algorithm))
        {
            throw new ArgumentException(
                $"'{algorithm}' isn't a valid algorithm. Valid values: {string.Join(", ", Algorithms)}.", nameof(algorithm));
        }

        return new PrivateKeyJwt(new CertificateSigners(read, algorithm, sendCertificateChain), getState);
    }

    /// <summary>Returns the kind of credential and the fingerprint of the key.</summary>
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

                // If this machine's clock is fast, the assertion must not be issued or begin in the server's future.
                claims.WriteNumber("iat", (now - Jwt.ClockSkew).ToUnixTimeSeconds());
                claims.WriteNumber("nbf", (now - Jwt.ClockSkew).ToUnixTimeSeconds());
                claims.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static string CreateFingerprint(JwtSigner? signer) => Hashing.Fingerprint("private-key-jwt", signer?.Fingerprint);
}
