using System.Security.Cryptography;
using System.Text;

namespace OAuthMail.Storage.Protection;

/// <summary>
/// Encrypts with AES-256-CBC and authenticates the context, the IV and the ciphertext with HMAC-SHA-256. The two keys are derived from
/// one master key (HKDF-Expand, RFC 5869 section 2.3). AES-GCM is not used, because netstandard2.0 does not support it.
/// </summary>
internal sealed class AesTokenProtector : ITokenProtector
{
    public const int MasterKeyLength = 32;

    private const int IvLength = 16;
    private const int MacLength = 32;

    private readonly byte[] _encryptionKey;
    private readonly byte[] _authenticationKey;

    /// <summary>Derives the keys. The master key is not kept.</summary>
    public AesTokenProtector(byte[] masterKey)
    {
        if (masterKey.Length != MasterKeyLength)
        {
            throw new ArgumentException(
                $"The master key must have {MasterKeyLength} bytes, but has {masterKey.Length}.", nameof(masterKey));
        }
        _encryptionKey = Expand(masterKey, "OAuthMail token store v1: encryption");
        _authenticationKey = Expand(masterKey, "OAuthMail token store v1: authentication");
        KeyId = "aes:" + Convert.ToBase64String(Expand(masterKey, "OAuthMail token store v1: key id"), 0, 16);
    }

    public string KeyId { get; }

    /// <summary>Derives the keys and erases the master key.</summary>
    public static AesTokenProtector Consume(byte[] masterKey)
    {
        try
        {
            return new AesTokenProtector(masterKey);
        }
        finally
        {
            Array.Clear(masterKey, 0, masterKey.Length);
        }
    }

    public byte[] Protect(byte[] record, byte[] context)
    {
        var iv = RandomNumberGenerator.GetBytes(IvLength);
        using var aes = CreateAes(iv);
        using var encryptor = aes.CreateEncryptor();
        var ciphertext = encryptor.TransformFinalBlock(record, 0, record.Length);

        var result = new byte[IvLength + ciphertext.Length + MacLength];
        iv.CopyTo(result, 0);
        ciphertext.CopyTo(result, IvLength);
        Authenticate(result, context).CopyTo(result, result.Length - MacLength);
        return result;
    }

    public byte[] Unprotect(byte[] data, byte[] context)
    {
        if (data.Length < IvLength + IvLength + MacLength) throw new CryptographicException("The protected record is too short.");
        var mac = Authenticate(data, context);
        if (!CryptographicOperations.FixedTimeEquals(mac, data.AsSpan(data.Length - MacLength)))
        {
            throw new CryptographicException("The protected record was modified.");
        }

        using var aes = CreateAes(data.AsSpan(0, IvLength).ToArray());
        using var decryptor = aes.CreateDecryptor();
        return decryptor.TransformFinalBlock(data, IvLength, data.Length - IvLength - MacLength);
    }

    /// <summary>Calculates the MAC over the length of the context, the context, and the data up to the space for the MAC.</summary>
    private byte[] Authenticate(byte[] data, byte[] context)
    {
        var length = data.Length - MacLength;
        var input = new byte[4 + context.Length + length];
        input[0] = (byte)(context.Length >> 24);
        input[1] = (byte)(context.Length >> 16);
        input[2] = (byte)(context.Length >> 8);
        input[3] = (byte)context.Length;
        context.CopyTo(input, 4);
        Array.Copy(data, 0, input, 4 + context.Length, length);
        return HMACSHA256.HashData(_authenticationKey, input);
    }

    private Aes CreateAes(byte[] iv)
    {
        var aes = Aes.Create();
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.PKCS7;
        aes.Key = _encryptionKey;
        aes.IV = iv;
        return aes;
    }

    // 32 bytes need only one block: T(1) = HMAC(key, label | 0x01).
    private static byte[] Expand(byte[] key, string label)
    {
        byte[] input = [.. Encoding.ASCII.GetBytes(label), 1];
        return HMACSHA256.HashData(key, input);
    }
}
