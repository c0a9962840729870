namespace OAuthMail.Credentials;

/// <summary>Signs with the current certificate. A signer is reused until the certificate changes.</summary>
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

    /// <summary>Gets the signer that was used last.</summary>
    public JwtSigner Last => _last;

    /// <summary>Returns the current certificate, even if it has expired.</summary>
    public CertificateReading Read() => _read();

    /// <summary>Returns the signer for the current certificate.</summary>
    /// <exception cref="TokenRequestException">The certificate cannot sign, such as because it has expired.</exception>
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
