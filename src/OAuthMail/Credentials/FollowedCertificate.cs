namespace OAuthMail.Credentials;

/// <summary>
/// A certificate that is loaded again when it changes: a file when its content changes, a certificate in the system's store each time. The
/// loaded certificates belong to this object.
/// </summary>
internal sealed class FollowedCertificate
{
    private readonly object _gate = new();
    private readonly CertificateLocation _location;
    private CertificateReading _current;
    private string _state;

    /// <summary>Loads the certificate for the first time.</summary>
    /// <exception cref="TokenRequestException">The certificate is missing or cannot be used.</exception>
    public FollowedCertificate(CertificateLocation location)
    {
        _location = location;
        _state = location.DescribeState();
        _current = location.Load();
    }

    /// <summary>Returns the current certificate, even if it has expired. While a new one cannot be read, it is the previous one.</summary>
    public CertificateReading Read()
    {
        lock (_gate)
        {
            var state = _location.DescribeState();
            if (!_location.IsInStore && state == _state) return _current;
            try
            {
                // A handshake or a request may still use the previous certificate, so the garbage collector releases it.
                _current = _location.Load();
                _state = state;
                return _current;
            }
            catch (TokenRequestException unreadable)
            {
                return _current with { Unreadable = unreadable };
            }
        }
    }

    /// <summary>Returns a text that differs whenever the certificate may have changed.</summary>
    public string DescribeState() => _location.DescribeState();
}
