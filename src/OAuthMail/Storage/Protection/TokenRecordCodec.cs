using OAuthMail.Storage.Protection;

namespace OAuthMail.Storage;

/// <summary>
/// Turns records into protected bytes and back, in the form that the file store keeps. It is what a store over a database is made of:
/// the bytes go into one column, the key and the version into two others.
/// </summary>
public sealed class TokenRecordCodec
{
    private readonly ProtectorRing _ring;

    /// <summary>Prepares the keys once. With a passphrase this takes about a second.</summary>
    /// <param name="protect">
    /// Says how records are protected, such as <c>protect => protect.WithKeyFile("/etc/alerts/oauthmail.key")</c>.
    /// </param>
    /// <param name="passphraseSalt">
    /// At least 16 random bytes, kept beside the records and always the same; only <see cref="TokenProtection.WithPassphrase"/> needs them.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="protect"/> is null.</exception>
    /// <exception cref="TokenStoreException">No protection was chosen, or the choice cannot be carried out.</exception>
    public TokenRecordCodec(Action<TokenProtection> protect, byte[]? passphraseSalt = null)
        : this(TokenProtection.Choose(protect).Build(passphraseSalt))
    {
    }

    internal TokenRecordCodec(ProtectorRing ring) => _ring = ring;

    /// <summary>Encodes a record and its version with the current key.</summary>
    /// <param name="entry">The record, its key and its version.</param>
    /// <returns>The protected bytes; they can be decoded under the same key only.</returns>
    /// <exception cref="ArgumentException">The entry's key is the default value.</exception>
    /// <exception cref="TokenStoreException">The record is larger than 1 MiB, or not valid Unicode.</exception>
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

    /// <summary>Decodes a record, with the current or a previous key.</summary>
    /// <param name="key">The key under which the bytes were found.</param>
    /// <param name="data">What <see cref="Encode"/> returned.</param>
    /// <returns>The record and its version.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is the default value.</exception>
    /// <exception cref="TokenStoreException">
    /// The bytes are damaged, belong to another record, need another key or a newer version; <see cref="OAuthMailException.Problem"/>
    /// says which.
    /// </exception>
    public TokenStoreEntry Decode(TokenKey key, byte[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        ThrowIfEmpty(key);
        if (data.Length > RecordEnvelope.MaximumLength)
        {
            throw new TokenStoreException(
                Problems.TokenRecordDamaged, $"The record {key} is damaged: it has {data.Length} bytes, more than a record can have");
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
        if (key.IsEmpty) throw new ArgumentException("The key names nothing.", nameof(key));
    }
}
