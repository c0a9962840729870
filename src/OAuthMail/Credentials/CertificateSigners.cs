namespace OAuthMail.Credentials;

/// <summary>Signs with whatever certificate is current: a signer is kept as long as its certificate.</summary>
internal sealed class CertificateSigners
{
    private readonly Func<CertificateReading> _read;
    private readonly string? _algorithm;
    private readonly bool _sendChain;
    private volatile CertificateSigner _last;

    public CertificateSigners(Func<CertificateReading> read, string? algorithm, bool sendChain)
    {
        _read = read;
        _algorithm = algorithm;
        _sendChain = sendChain;
        _last = Create(read());
    }

    /// <summary>The signer that was used last.</summary>
    public JwtSigner Last => _last;

    /// <summary>The certificate as it is now, usable or not.</summary>
    public CertificateReading Read() => _read();

    /// <summary>The signer for the certificate as it is now.</summary>
    /// <exception cref="TokenRequestException">The certificate cannot sign now.</exception>
    public JwtSigner Get(DateTimeOffset now)
    {
        var reading = _read();
        reading.RequireUsable(now);
        var last = _last;
        if (ReferenceEquals(last.Certificate, reading.Certificate)) return last;
        return _last = Create(reading);
    }

    private CertificateSigner Create(CertificateReading reading) => new(
        reading.Certificate,
        CertificateSigner.ChooseAlgorithm(reading.Certificate, _algorithm),
        _sendChain ? CertificateChain.ToX5c(reading.Certificate, reading.Issuers) : null);
}
