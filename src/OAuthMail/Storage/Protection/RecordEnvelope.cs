using System.Security.Cryptography;
using System.Text;

namespace OAuthMail.Storage.Protection;

/// <summary>
/// The outer format of a stored record: magic, format version, key ID, record key, payload, checksum. The checksum needs no key and
/// therefore distinguishes damage from a wrong key. The protector's MAC, which includes the header, protects against attackers.
/// </summary>
internal static class RecordEnvelope
{
    public const int KeyIdLength = 16;

    /// <summary>The maximum length of a stored record in bytes. Longer files are not read.</summary>
    public const int MaximumLength = TokenRecordSerializer.MaximumLength + 4096;

    private const byte FormatVersion = 1;
    private const int ChecksumLength = 16;
    private const int FixedLength = 4 + 1 + KeyIdLength + 1;

    private static readonly byte[] Magic = "OAMT"u8.ToArray();

    public static byte[] Seal(ProtectorRing ring, TokenKey key, byte[] record)
    {
        byte[] header = [.. Magic, FormatVersion, .. ring.CurrentId, (byte)key.Value.Length, .. Encoding.ASCII.GetBytes(key.Value)];
        var payload = Protect(ring.Current, key, record, header);
        byte[] body = [.. header, .. payload];
        return [.. body, .. Checksum(body, body.Length)];
    }

    public static byte[] Open(ProtectorRing ring, TokenKey key, byte[] data)
    {
        if (data.Length < FixedLength + 1 + ChecksumLength) throw Damaged($"it has only {data.Length} bytes");
        var bodyLength = data.Length - ChecksumLength;
        if (!data.AsSpan(0, Magic.Length).SequenceEqual(Magic)) throw Damaged("it does not start like a token record");
        if (!data.AsSpan(bodyLength).SequenceEqual(Checksum(data, bodyLength))) throw Damaged("its checksum is wrong");
        if (data[Magic.Length] is var version && version != FormatVersion)
        {
            throw new TokenStoreException(
                Problems.TokenRecordNewer,
                $"The record {key} has the file format {version}, but this version of the library supports only {FormatVersion}.");
        }

        var headerLength = FixedLength + data[FixedLength - 1];
        if (headerLength > bodyLength) throw Damaged("its header is incomplete");
        var owner = Encoding.ASCII.GetString(data, FixedLength, headerLength - FixedLength);
        if (owner != key.Value)
        {
            var other = TokenKey.IsValid(owner) ? owner : "another record";
            throw new TokenStoreException(Problems.TokenRecordMisplaced, $"The file of the record {key} contains {other}.");
        }

        var protector = ring.Find(data.AsSpan(Magic.Length + 1, KeyIdLength).ToArray());
        try
        {
            return protector.Unprotect(
                data.AsSpan(headerLength, bodyLength - headerLength).ToArray(), data.AsSpan(0, headerLength).ToArray());
        }
        catch (CryptographicException e)
        {
            throw Damaged("it was modified", e);
        }
        catch (Exception e) when (IsUnexpected(e))
        {
            throw Failed(key, e);
        }

        TokenStoreException Damaged(string why, Exception? inner = null) =>
            new(Problems.TokenRecordDamaged, $"The record {key} is damaged: {why}.", inner);
    }

    private static byte[] Protect(ITokenProtector protector, TokenKey key, byte[] record, byte[] header)
    {
        try
        {
            return protector.Protect(record, header);
        }
        catch (Exception e) when (IsUnexpected(e) || e is CryptographicException)
        {
            throw Failed(key, e);
        }
    }

    private static bool IsUnexpected(Exception e) => e is not (OAuthMailException or CryptographicException or OperationCanceledException);

    private static TokenStoreException Failed(TokenKey key, Exception e) =>
        new(Problems.TokenProtectorFailed, $"The protector of the record {key} failed with {e.GetType().Name}.", e);

    private static byte[] Checksum(byte[] data, int length) =>
        SHA256.HashData(data.AsSpan(0, length).ToArray()).AsSpan(0, ChecksumLength).ToArray();
}
