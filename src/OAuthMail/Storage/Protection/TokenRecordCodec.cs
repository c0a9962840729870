using OAuthMail.Storage.Protection;

namespace OAuthMail.Storage;

/// <summary>
/// Converts records to protected bytes and back, in the format of the file store. Use it to implement a store in a database: the bytes
/// are stored in one column, the key and the version in two others.
/// </summary>
public sealed class TokenRecordCodec
{
    private readonly ProtectorRing _ring;

    /// <summary>Creates a codec and derives its keys. With a passphrase, this takes about one second.</summary>
    /// <param name="protect">
    /// Specifies how records are protected, such as <c>protect => protect.WithKeyFile("/etc/alerts/oauthmail.key")</c>.
    /// </param>
    /// <param name="passphraseSalt">
    /// At least 16 random bytes that are stored with the records and never change. Required only for
    /// <see cref="TokenProtection.WithPassphrase"/>.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="protect"/> is <see langword="null"/>.</exception>
    /// <exception cref="TokenStoreException">No protection is specified, or its key is unavailable.</exception>
    public TokenRecordCodec(Action<TokenProtection> protect, byte[]? passphraseSalt = null)
        : this(TokenProtection.Choose(protect).Build(passphraseSalt))
    {
    }

    internal TokenRecordCodec(ProtectorRing ring) => _ring = ring;

    /// <summary>Encodes a record and its version with the current key.</summary>
    /// <param name="entry">The record, its key and its version.</param>
    /// <returns>The protected bytes. They can be decoded only for the same record key.</returns>
    /// <exception cref="ArgumentException">The entry's key is the default value.</exception>
    /// <exception cref="TokenStoreException">The record is larger than 1 MiB or not valid Unicode.</exception>
    public byte[] Encode(TokenStoreEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ThrowIfEmpty(entry.Key);
        var json = TokenRecordSerializer.Serialize(entry);
        try
        {
            return RecordEnvelope.Seal(_ring, entry.Key, json);
        }
        finally
        {
            Array.Clear(json, 0, json.Length);
        }
    }

    /// <summary>Decodes a record with the current or a previous key.</summary>
    /// <param name="key">The key of the record.</param>
    /// <param name="data">The result of <see cref="Encode"/>.</param>
    /// <returns>The record and its version.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is the default value.</exception>
    /// <exception cref="TokenStoreException">
    /// The bytes are damaged, belong to another record, or require another key or a newer version of the library.
    /// <see cref="OAuthMailException.Problem"/> specifies the reason.
    /// </exception>
    public TokenStoreEntry Decode(TokenKey key, byte[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        ThrowIfEmpty(key);
        if (data.Length > RecordEnvelope.MaximumLength)
        {
            throw new TokenStoreException(
                Problems.TokenRecordDamaged,
                $"The record {key} is damaged: it has {data.Length} bytes, more than the maximum of {RecordEnvelope.MaximumLength}.");
        }

        var json = RecordEnvelope.Open(_ring, key, data);
        try
        {
            return TokenRecordSerializer.Deserialize(key, json);
        }
        finally
        {
            Array.Clear(json, 0, json.Length);
        }
    }

    internal static void ThrowIfEmpty(TokenKey key)
    {
        if (key.IsEmpty) throw new ArgumentException("The key must not be the default value.", nameof(key));
    }
}
