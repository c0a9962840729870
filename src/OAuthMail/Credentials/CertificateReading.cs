using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Credentials;

/// <summary>A certificate as it was found just now.</summary>
/// <param name="Certificate">The newest one that could be read.</param>
/// <param name="Issuers">What was kept beside it, for building its chain; null where nobody asked.</param>
/// <param name="Unreadable">Why what is there now cannot be read, where this is the one before.</param>
internal sealed record CertificateReading(X509Certificate2 Certificate, X509Certificate2Collection? Issuers = null, TokenRequestException? Unreadable = null)
{
    /// <summary>The certificate, if it can sign now.</summary>
    /// <exception cref="TokenRequestException">It has ended, has not begun, or lacks its key; and why there is no newer one.</exception>
    public X509Certificate2 RequireUsable(DateTimeOffset now)
    {
        try
        {
            CertificateSigner.RequireUsable(Certificate, now);
            return Certificate;
        }
        catch (TokenRequestException failure) when (Unreadable is not null)
        {
            throw new TokenRequestException(failure.Problem, $"{failure.Detail} {Unreadable.Detail}", Unreadable);
        }
    }
}
