namespace OAuthMail.Storage;

/// <summary>A stored record with its key and its version. A later write succeeds only if the version has not changed.</summary>
public sealed class TokenStoreEntry
{
    /// <summary>Creates an entry.</summary>
    /// <param name="key">The key of the record.</param>
    /// <param name="version">The version, which the store changes with each write of the same key.</param>
    /// <param name="record">The record.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="version"/> or <paramref name="record"/> is <see langword="null"/>.
    /// </exception>
    public TokenStoreEntry(TokenKey key, string version, TokenRecord record)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(record);
        Key = key;
        Version = version;
        Record = record;
    }

    /// <summary>Gets the key of the record.</summary>
    public TokenKey Key { get; }

    /// <summary>Gets the version, which the store changes with each write of the same key.</summary>
    public string Version { get; }

    /// <summary>Gets the record. It is a copy: changing it does not change the store.</summary>
    public TokenRecord Record { get; }

    /// <summary>Returns the key and the version.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => $"{Key} @ {Version}";
}
