using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using OAuthMail.Testing.Certificates;

namespace OAuthMail.Tests.Credentials;

public class KeyFileTests
{
    [Theory]
    [InlineData(false, "ES256")]
    [InlineData(true, "RS256")]
    [InlineData(true, "PS256")]
    public void An_algorithm_of_another_kind_of_key_is_refused(bool elliptic, string algorithm)
    {
        using var certificate = TestCertificateAuthority.CreateClientCertificate("service", elliptic);
        var failure = Assert.Throws<TokenRequestException>(() => PrivateKeyJwt.FromCertificate(certificate, algorithm));
        Assert.Equal(Problems.CertificateUnusable, failure.Problem);
        Assert.Contains(algorithm, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_no_file_can_have_is_a_file_that_cannot_be_read()
    {
        Assert.Equal(Problems.CertificateUnusable, Assert.Throws<TokenRequestException>(() => CertificateFiles.Load("a\0b")).Problem);
        Assert.Equal(Problems.ServiceAccountKeyInvalid, Assert.Throws<TokenRequestException>(() => ServiceAccountKey.FromFile("a\0b")).Problem);
    }

    /// <summary>A key whose numbers do not fit one another: as long as they claim to be, but not as the modulus wants them.</summary>
    [Fact]
    public void A_service_accounts_key_with_numbers_out_of_range_is_no_key()
    {
        var failure = Assert.Throws<TokenRequestException>(() => ServiceAccountKey.FromJson(JsonSerializer.Serialize(new Dictionary<string, string>
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
