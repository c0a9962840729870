using System.Security.Cryptography;

namespace OAuthMail.Storage;

/// <summary>
/// Encrypts token records and proves that they were not altered. Implement it to use a key service; hand it over with
/// <see cref="TokenProtection.WithProtector"/>. It is called from many threads at once.
/// </summary>
public interface ITokenProtector
{
    /// <summary>Names the key, never revealing it. A record is only given back to the protector with the same name.</summary>
    string KeyId { get; }

    /// <summary>Encrypts a record.</summary>
    /// <param name="record">The record in clear. It is erased by the caller afterwards.</param>
    /// <param name="context">Where the record belongs; it must be bound in, so that the same bytes are refused elsewhere.</param>
    /// <returns>The encrypted record.</returns>
    byte[] Protect(byte[] record, byte[] context);

    /// <summary>Decrypts a record.</summary>
    /// <param name="data">What <see cref="Protect"/> returned.</param>
    /// <param name="context">The same context as then.</param>
    /// <returns>The record in clear. It is erased by the caller afterwards.</returns>
    /// <exception cref="CryptographicException">The data or the context was altered.</exception>
    /// <exception cref="TokenStoreException">The key is not at hand.</exception>
    byte[] Unprotect(byte[] data, byte[] context);
}
