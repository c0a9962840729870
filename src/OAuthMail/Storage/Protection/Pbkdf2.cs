using System.Security.Cryptography;

namespace OAuthMail.Storage.Protection;

/// <summary>PBKDF2 with HMAC-SHA-256 (RFC 8018 section 5.2). The implementation of netstandard2.0 supports only SHA-1.</summary>
internal static class Pbkdf2
{
    public static byte[] Derive(byte[] password, byte[] salt, int iterations, int length)
    {
#if NET
        return Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, length);
#else
        return DeriveByHand(password, salt, iterations, length);
#endif
    }

    /// <summary>Derives the same key with HMAC only.</summary>
    internal static byte[] DeriveByHand(byte[] password, byte[] salt, int iterations, int length)
    {
        using var hmac = new HMACSHA256(password);
        var result = new byte[length];
        for (int block = 1, offset = 0; offset < length; block++)
        {
            byte[] input = [.. salt, (byte)(block >> 24), (byte)(block >> 16), (byte)(block >> 8), (byte)block];
            var u = hmac.ComputeHash(input);
            var sum = (byte[])u.Clone();
            for (var i = 1; i < iterations; i++)
            {
                u = hmac.ComputeHash(u);
                for (var j = 0; j < sum.Length; j++) sum[j] ^= u[j];
            }

            var take = Math.Min(sum.Length, length - offset);
            Array.Copy(sum, 0, result, offset, take);
            offset += take;
        }

        return result;
    }
}
