using System.Security.Cryptography;

namespace OAuthMail.Storage;

/// <summary>
/// Encrypts token records and detects modifications. Implement this interface to use a key service, and pass it to
/// <see cref="TokenProtection.WithProtector"/>. The methods are called from several threads at the same time.
/// </summary>
public interface ITokenProtector
{
    /// <summary>Gets the name of the key, which does not reveal the key. Only a protector with the same name decrypts a record.</summary>
    string KeyId { get; }

    /// <summary>Encrypts a record.</summary>
    /// <param name="record">The record in plain text. The caller erases it afterwards.</param>
    /// <param name="context">The location of the record. Authenticate it, so that the same data is refused at another location.</param>
    /// <returns>The encrypted record.</returns>
    byte[] Protect(byte[] record, byte[] context);

    /// <summary>Decrypts a record.</summary>
    /// <param name="data">The result of <see cref="Protect"/>.</param>
    /// <param name="context">The same context as for <see cref="Protect"/>.</param>
    /// <returns>The record in plain text. The caller erases it afterwards.</returns>
    /// <exception cref="CryptographicException">The data or the context was modified.</exception>
    /// <exception cref="TokenStoreException">The key is unavailable.</exception>
    byte[] Unprotect(byte[] data, byte[] context);
}
