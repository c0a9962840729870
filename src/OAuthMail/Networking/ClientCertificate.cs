using System.Security.Cryptography.X509Certificates;
using OAuthMail.Credentials;

namespace OAuthMail.Networking;

/// <summary>The certificate that an account's connections show, as it is now.</summary>
internal sealed class ClientCertificate(string option, FollowedCertificate followed)
{
    /// <summary>The certificate as it is now, whether or not it has ended.</summary>
    public CertificateReading Current => followed.Read();

    /// <summary>The certificate as it is now. While a new one cannot be read, the former one goes on as long as it lasts.</summary>
    /// <exception cref="MailConfigurationException">It has ended or has not begun, and there is no other.</exception>
    public X509Certificate2 Get()
    {
        try
        {
            // Certificates go by the machine's clock, as the server's check of it does.
            return Current.RequireUsable(TimeProvider.System.GetUtcNow());
        }
        catch (TokenRequestException failure)
        {
            throw new MailConfigurationException(
                "the connection", [new OptionError(option, $"cannot be used: {failure.Detail.TrimEnd('.')}")]);
        }
    }
}
