using System.Security.Cryptography;
using OAuthMail.Storage;

namespace OAuthMail.EntityFrameworkCore.Tests;

/// <summary>A protector with a fixed key.</summary>
internal sealed class TestProtector : ITokenProtector
{
    private const int TagLength = 16;

    private static readonly byte[] Key = SHA256.HashData("test"u8);

    public string KeyId => "test";

    public byte[] Protect(byte[] record, byte[] context)
    {
        using var aes = new AesGcm(Key, TagLength);
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var (data, tag) = (new byte[record.Length], new byte[TagLength]);
        aes.Encrypt(nonce, record, data, tag, context);
        return [.. nonce, .. tag, .. data];
    }

    public byte[] Unprotect(byte[] data, byte[] context)
    {
        using var aes = new AesGcm(Key, TagLength);
        var start = AesGcm.NonceByteSizes.MaxSize;
        var record = new byte[data.Length - start - TagLength];
        aes.Decrypt(data.AsSpan(0, start), data.AsSpan(start + TagLength), data.AsSpan(start, TagLength), record, context);
        return record;
    }
}
