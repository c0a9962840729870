using Microsoft.Extensions.Logging.Abstractions;
using OAuthMail.Microsoft.Storage;

namespace OAuthMail.Microsoft;

/// <summary>Protects stored tokens with a key in the operating system's secret storage, which belongs to the logged-in user.</summary>
public static class OperatingSystemProtection
{
    /// <summary>
    /// Protects records with a random key in the operating system's secret storage: DPAPI on Windows, the Keychain on macOS, the Secret
    /// Service (libsecret with a keyring such as GNOME Keyring) on Linux. The records are encrypted as with a key file: AES-256-CBC with
    /// HMAC-SHA-256.
    /// </summary>
    /// <remarks>
    /// Use this for desktop programs. A service has no keyring: use <see cref="TokenProtection.WithKeyFile"/> there.
    /// <para>
    /// The first process that opens a store tests the storage and creates the key, for all processes. An existing key is never
    /// overwritten. Opening a store can wait until the user unlocks the keyring.
    /// </para>
    /// <para>
    /// Opening a store throws a <see cref="TokenStoreException"/> with the code <c>secret-storage-unavailable</c> if the storage cannot be
    /// used and <see cref="OperatingSystemStorageOptions.AllowUnprotectedKeyFile"/> is not set, and with the code
    /// <c>secret-storage-damaged</c> if the storage contains something that is not a key.
    /// </para>
    /// </remarks>
    /// <param name="protection">The protection of a store.</param>
    /// <param name="options">The options. The name of the key is required.</param>
    /// <returns>The value of <paramref name="protection"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">The name is missing or invalid, or the folder is not a valid path.</exception>
    /// <exception cref="TokenStoreException">No folder is specified, and the user has none for application data.</exception>
    public static TokenProtection WithOperatingSystemStorage(this TokenProtection protection, OperatingSystemStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(protection);
        return CreateKey(options).Protect(protection);
    }

    /// <summary>
    /// Reads records that were protected with a previous key in the operating system's secret storage, or in the key file that replaced
    /// the storage. If the key does not exist, it is not created.
    /// </summary>
    /// <param name="protection">The protection of a store.</param>
    /// <param name="options">
    /// The previous options. If <see cref="OperatingSystemStorageOptions.AllowUnprotectedKeyFile"/> is set, a storage that cannot be used
    /// causes a warning in the log and no error.
    /// </param>
    /// <returns>The value of <paramref name="protection"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">The name is missing or invalid, or the folder is not a valid path.</exception>
    /// <exception cref="TokenStoreException">No folder is specified, and the user has none for application data.</exception>
    public static TokenProtection WithPreviousOperatingSystemStorage(this TokenProtection protection, OperatingSystemStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(protection);
        return protection.WithPrevious(CreateKey(options).FindAll);
    }

    private static OperatingSystemKey CreateKey(OperatingSystemStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(StorageLog.Category);
        var location = KeyLocation.Create(options.Name, options.Folder);
        return new OperatingSystemKey(
            location, new OperatingSystemSecret(location, isCheck: false), new OperatingSystemSecret(location, isCheck: true),
            options.AllowUnprotectedKeyFile, logger);
    }
}
