namespace OAuthMail.Storage;

/// <summary>A record as a store holds it, with the version that a later write must find unchanged.</summary>
public sealed class TokenStoreEntry
{
    /// <summary>Joins a record with where and in which version it is kept.</summary>
    /// <param name="key">The record's key.</param>
    /// <param name="version">The store's own mark, different after each write of the same key.</param>
    /// <param name="record">The record.</param>
    /// <exception cref="ArgumentNullException"><paramref name="version"/> or <paramref name="record"/> is null.</exception>
    public TokenStoreEntry(TokenKey key, string version, TokenRecord record)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(record);
        Key = key;
        Version = version;
        Record = record;
    }

    /// <summary>The record's key.</summary>
    public TokenKey Key { get; }

    /// <summary>The store's own mark, different after each write of the same key.</summary>
    public string Version { get; }

    /// <summary>The record. It belongs to the caller; changing it changes nothing in the store.</summary>
    public TokenRecord Record { get; }

    /// <summary>The key and the version.</summary>
    /// <returns>A line that is safe to log.</returns>
    public override string ToString() => $"{Key} @ {Version}";
}
