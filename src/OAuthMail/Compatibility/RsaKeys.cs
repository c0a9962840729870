#if !NET
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace OAuthMail.Compatibility;

/// <summary>Reads RSA keys in PKCS#8 format (RFC 5208, RFC 8017 appendix A.1.2) for the netstandard2.0 build.</summary>
internal static class RsaKeys
{
    private const string RsaEncryption = "1.2.840.113549.1.1.1";

    public static void ImportPkcs8PrivateKey(this RSA rsa, byte[] source, out int bytesRead)
    {
        try
        {
            var info = new AsnReader(source, AsnEncodingRules.DER).ReadSequence();
            info.ReadInteger();
            var algorithm = info.ReadSequence();
            if (algorithm.ReadObjectIdentifier() != RsaEncryption) throw new CryptographicException("The key is not an RSA key.");
            rsa.ImportParameters(ReadKey(new AsnReader(info.ReadOctetString(), AsnEncodingRules.DER).ReadSequence()));
            bytesRead = source.Length;
        }
        catch (AsnContentException failure)
        {
            throw new CryptographicException("The key is not in PKCS#8 format.", failure);
        }
    }

    private static RSAParameters ReadKey(AsnReader key)
    {
        key.ReadInteger();
        var modulus = Unsigned(key.ReadInteger(), null);
        var half = (modulus.Length + 1) / 2;
        return new RSAParameters
        {
            Modulus = modulus,
            Exponent = Unsigned(key.ReadInteger(), null),
            D = Unsigned(key.ReadInteger(), modulus.Length),
            P = Unsigned(key.ReadInteger(), half),
            Q = Unsigned(key.ReadInteger(), half),
            DP = Unsigned(key.ReadInteger(), half),
            DQ = Unsigned(key.ReadInteger(), half),
            InverseQ = Unsigned(key.ReadInteger(), half),
        };
    }

    /// <summary>Returns a number in big-endian order, without a sign byte, and with the length that the parameter requires.</summary>
    private static byte[] Unsigned(BigInteger value, int? length)
    {
        var bytes = value.ToByteArray();
        Array.Reverse(bytes);
        var start = bytes.Length > 1 && bytes[0] == 0 ? 1 : 0;
        if (value.Sign < 0 || bytes.Length - start > length) throw new CryptographicException("A number in the key is out of range.");
        var result = new byte[length ?? bytes.Length - start];
        Array.Copy(bytes, start, result, result.Length - (bytes.Length - start), bytes.Length - start);
        return result;
    }
}
#endif
