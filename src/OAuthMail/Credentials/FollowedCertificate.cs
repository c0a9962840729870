namespace OAuthMail.Credentials;

/// <summary>
/// A certificate that is followed where it is kept: files that were replaced are loaded again, and a thumbprint is looked up again. What
/// was loaded stays this object's.
/// </summary>
internal sealed class FollowedCertificate
{
    private readonly object _gate = new();
    private readonly CertificateLocation _location;
    private CertificateReading _current;
    private string _state;

    private FollowedCertificate(CertificateLocation location, CertificateReading current, string state)
    {
        _location = location;
        _current = current;
        _state = state;
    }

    /// <summary>Loads it for the first time; null, with the failures added, if it cannot be used.</summary>
    public static FollowedCertificate? TryLoad(string option, string passwordFileOption, CertificateLocation location, OptionFiles files)
    {
        var state = location.DescribeState();
        return files.LoadCertificate(option, passwordFileOption, location) is { } loaded ? new FollowedCertificate(location, loaded, state) : null;
    }

    /// <summary>The certificate as it is now, usable or not. While a new one cannot be read, it is the former one.</summary>
    public CertificateReading Read()
    {
        lock (_gate)
        {
            var state = _location.DescribeState();
            if (_location.Thumbprint is null && state == _state) return _current;
            try
            {
                // The former one may be in use by a handshake or a request, so its end is left to the garbage collector.
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
}
