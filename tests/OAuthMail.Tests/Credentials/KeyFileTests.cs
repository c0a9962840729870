using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Credentials;

public class KeyFileTests
{
    [Theory]
    [InlineData(false, "ES256")]
    [InlineData(true, "RS256")]
    [InlineData(true, "PS256")]
    public void Algorithm_that_the_key_does_not_support_is_rejected(bool elliptic, string algorithm)
    {
        using var certificate = TestCertificateAuthority.CreateClientCertificate("service", elliptic);
        var failure = Assert.Throws<TokenRequestException>(() => PrivateKeyJwt.FromCertificate(certificate, algorithm));
        Assert.Equal(Problems.CertificateUnusable, failure.Problem);
        Assert.Contains(algorithm, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_file_name_is_reported_as_an_unreadable_file()
    {
        Assert.Equal(Problems.CertificateUnusable, Assert.Throws<TokenRequestException>(() => CertificateFiles.Load("a\0b")).Problem);
        Assert.Equal(Problems.ServiceAccountKeyInvalid,
            Assert.Throws<TokenRequestException>(() => ServiceAccountKey.FromFile("a\0b")).Problem);
    }

    /// <summary>The numbers of this key have the declared lengths, which do not match the length of the modulus.</summary>
    [Fact]
    public void Service_account_key_with_invalid_numbers_is_rejected()
    {
        var failure = Assert.Throws<TokenRequestException>(
            () => ServiceAccountKey.FromJson(JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["client_email"] = "robot@example.net",
            ["private_key_id"] = "1",
            ["private_key"] = PemEncoding.WriteString("PRIVATE KEY", UnbalancedKey()),
        })));
        Assert.Equal(Problems.ServiceAccountKeyInvalid, failure.Problem);
    }

    private static byte[] UnbalancedKey()
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger(0);
            foreach (var bits in new[] { 64, 17, 2048, 2048, 2048, 2048, 2048, 2048 }) key.WriteInteger(BigInteger.Pow(2, bits) - 1);
        }

        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(0);
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                info.WriteNull();
            }

            info.WriteOctetString(key.Encode());
        }

        return info.Encode();
    }
}
