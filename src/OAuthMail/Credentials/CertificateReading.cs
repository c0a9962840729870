using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Credentials;

/// <summary>A certificate at the time it was read.</summary>
/// <param name="Certificate">The newest certificate that could be read.</param>
/// <param name="Issuers">
/// The other certificates of its file, which build the chain, or <see langword="null"/> if they were not loaded.
/// </param>
/// <param name="Unreadable">
/// Why the current certificate cannot be read, if <paramref name="Certificate"/> is the previous one; otherwise <see langword="null"/>.
/// </param>
internal sealed record CertificateReading(
    X509Certificate2 Certificate, X509Certificate2Collection? Issuers = null, TokenRequestException? Unreadable = null)
{
    /// <summary>Returns the certificate if it can sign.</summary>
    /// <exception cref="TokenRequestException">
    /// The certificate has expired, is not valid yet, or has no private key. The message also says why a newer one could not be read.
    /// </exception>
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
