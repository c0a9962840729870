using Microsoft.Extensions.Logging.Abstractions;
using OAuthMail.Microsoft.Storage;

namespace OAuthMail.Microsoft;

/// <summary>Protects stored tokens with a key that the operating system keeps for the person who is logged in.</summary>
public static class OperatingSystemProtection
{
    /// <summary>
    /// Protects with a random key in the operating system's secret storage: DPAPI on Windows, the Keychain on macOS, the Secret Service
    /// (libsecret, such as GNOME's keyring) on Linux. The records are encrypted as with a key file: AES-256-CBC with HMAC-SHA-256.
    /// </summary>
    /// <remarks>
    /// It is for people at their desktops; a service has no keyring, and is better off with <see cref="TokenProtection.WithKeyFile"/>.
    /// The key is made when a store is first opened, once for all processes, after the storage has proved to give back what it is
    /// given. A key is never overwritten. Opening a store may wait for the person to unlock the keyring. It fails with a
    /// <see cref="TokenStoreException"/>: <c>secret-storage-unavailable</c> where the storage cannot be used, unless
    /// <see cref="OperatingSystemStorageOptions.AllowUnprotectedKeyFile"/> says otherwise; <c>secret-storage-damaged</c> where it holds
    /// something that is not such a key.
    /// </remarks>
    /// <param name="protection">The choice.</param>
    /// <param name="options">The key's name, and what differs from the defaults.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="protection"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="MailConfigurationException">The name is missing or has other characters, or the folder is not a path.</exception>
    /// <exception cref="TokenStoreException">The user has no folder for application data, and no other was named.</exception>
    public static TokenProtection WithOperatingSystemStorage(this TokenProtection protection, OperatingSystemStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(protection);
        return CreateKey(options).Protect(protection);
    }

    /// <summary>
    /// Reads records that were protected with a key in the operating system's secret storage, or in the key file that stood in for it,
    /// before. No key is made: where there is none, there is nothing to read with it.
    /// </summary>
    /// <param name="protection">The choice.</param>
    /// <param name="options">
    /// The former options. With <see cref="OperatingSystemStorageOptions.AllowUnprotectedKeyFile"/> a storage that cannot be used is no
    /// error.
    /// </param>
    /// <returns>The choice.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="protection"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="MailConfigurationException">The name is missing or has other characters, or the folder is not a path.</exception>
    /// <exception cref="TokenStoreException">The user has no folder for application data, and no other was named.</exception>
    public static TokenProtection WithPreviousOperatingSystemStorage(this TokenProtection protection, OperatingSystemStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(protection);
        return protection.WithPrevious(CreateKey(options).FindAll);
    }

    private static OperatingSystemKey CreateKey(OperatingSystemStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(StorageLog.Category);
        var place = KeyPlace.Create(options.Name, options.Folder);
        return new OperatingSystemKey(
            place, new SystemSecret(place, isCheck: false), new SystemSecret(place, isCheck: true), options.AllowUnprotectedKeyFile,
            logger);
    }
}
