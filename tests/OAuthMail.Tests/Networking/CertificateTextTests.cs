using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Networking;

namespace OAuthMail.Tests.Networking;

public class CertificateTextTests
{
    [Fact]
    public void Control_characters_in_a_certificate_are_replaced()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            new X500DistinguishedName("CN=\"a\u001b[2Jb\r\nc\""), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        var text = CertificateText.Describe(certificate);
        Assert.DoesNotContain(text, char.IsControl);
        Assert.Contains("[2Jb", text);
    }
}
