using System.Security.Cryptography;
using System.Text;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Microsoft.Storage;

/// <summary>
/// Creates and parses the stored form of a key: <c>OAMK</c>, the version 1, 32 random bytes, and the first 16 bytes of the SHA-256 hash
/// of these 37 bytes.
/// </summary>
internal static class StoredKey
{
    private const byte Version = 1;
    private const int ChecksumLength = 16;

    private static readonly byte[] Header = [.. Encoding.ASCII.GetBytes("OAMK"), Version];

    private static int BodyLength => Header.Length + AesTokenProtector.MasterKeyLength;

    public static byte[] Create()
    {
        byte[] body = [.. Header, .. RandomNumberGenerator.GetBytes(AesTokenProtector.MasterKeyLength)];
        return [.. body, .. Checksum(body)];
    }

    /// <summary>Returns the key, or <see langword="null"/> if the content is not a complete key.</summary>
    public static byte[]? TryRead(byte[] content)
    {
        if (content.Length != BodyLength + ChecksumLength) return null;
        var body = content.AsSpan(0, BodyLength).ToArray();
        var isComplete = body.AsSpan(0, Header.Length).SequenceEqual(Header) && content.AsSpan(BodyLength).SequenceEqual(Checksum(body));
        return isComplete ? body.AsSpan(Header.Length).ToArray() : null;
    }

    private static byte[] Checksum(byte[] body) => SHA256.HashData(body).AsSpan(0, ChecksumLength).ToArray();
}
