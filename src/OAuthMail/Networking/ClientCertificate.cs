using System.Security.Cryptography.X509Certificates;
using OAuthMail.Credentials;

namespace OAuthMail.Networking;

/// <summary>The TLS client certificate of an account's connections.</summary>
internal sealed class ClientCertificate(string option, FollowedCertificate followed)
{
    /// <summary>Gets the current certificate, even if it has expired.</summary>
    public CertificateReading Current => followed.Read();

    /// <summary>Returns the current certificate. While a new one cannot be read, it is the previous one until that expires.</summary>
    /// <exception cref="MailConfigurationException">The certificate has expired or is not valid yet.</exception>
    public X509Certificate2 Get()
    {
        try
        {
            // The system's clock decides, as it does when the server checks the certificate.
            return Current.RequireUsable(TimeProvider.System.GetUtcNow());
        }
        catch (TokenRequestException failure)
        {
            throw new MailConfigurationException(
                "the connection", [new OptionError(option, $"The certificate can't be used: {failure.Detail.TrimEnd('.')}.")]);
        }
    }
}
