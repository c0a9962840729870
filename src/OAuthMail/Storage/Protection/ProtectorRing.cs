using System.Security.Cryptography;
using System.Text;

namespace OAuthMail.Storage.Protection;

/// <summary>The protector for writing, and all protectors for reading.</summary>
internal sealed class ProtectorRing
{
    private readonly Dictionary<string, ITokenProtector> _byId = new(StringComparer.Ordinal);

    public ProtectorRing(ITokenProtector current, IEnumerable<ITokenProtector> previous)
    {
        Current = current;
        CurrentId = HashId(current);
        foreach (var protector in previous) _byId[Hex.ToText(HashId(protector))] = protector;
        _byId[Hex.ToText(CurrentId)] = current;
    }

    public ITokenProtector Current { get; }

    /// <summary>Gets the key ID in the header of a record: the first bytes of the SHA-256 hash of the key's name.</summary>
    public byte[] CurrentId { get; }

    public ITokenProtector Find(byte[] id) =>
        _byId.TryGetValue(Hex.ToText(id), out var protector)
            ? protector
            : throw new TokenStoreException(
                Problems.TokenKeyUnknown,
                $"The record was written with the key {Hex.ToText(id)}. Available keys: {string.Join(", ", _byId.Keys)}.");

    private static byte[] HashId(ITokenProtector protector) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(protector.KeyId)).AsSpan(0, RecordEnvelope.KeyIdLength).ToArray();
}
