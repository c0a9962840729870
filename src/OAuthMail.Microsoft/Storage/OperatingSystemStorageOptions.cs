using Microsoft.Extensions.Logging;

namespace OAuthMail.Microsoft;

/// <summary>Which key in the operating system's secret storage protects stored tokens, and what happens where there is no such storage.</summary>
public sealed class OperatingSystemStorageOptions
{
    /// <summary>
    /// The name of the key, as people find it in their keyring. Programs with the same name and the same <see cref="Folder"/> share one key.
    /// </summary>
    /// <value>Must be set: a letter or digit, then up to 63 letters, digits, spaces, dots, hyphens and underscores, all of ASCII.</value>
    public string? Name { get; set; }

    /// <summary>
    /// The folder of what belongs to the key: a lock, on Windows the key itself (encrypted by DPAPI), and the unprotected key file where one was allowed.
    /// It is created for the current user alone. It belongs to the key's identity: in another folder the same name is another key.
    /// </summary>
    /// <value>The default, null, is <c>OAuthMail</c> below the user's local application data: <c>%LOCALAPPDATA%</c>, <c>~/.local/share</c> on Linux.</value>
    public string? Folder { get; set; }

    /// <summary>
    /// Whether the key may lie in a file, protected by the file's permissions only, where the operating system's storage cannot be used. Where that
    /// storage works again later, it protects what is written from then on, and the file still reads what was written before.
    /// </summary>
    /// <value>False by default: without the operating system's storage the store is not opened.</value>
    public bool AllowUnprotectedKeyFile { get; set; }

    /// <summary>Where the warning goes that a key file stands in for the operating system's storage, under the category <c>OAuthMail.Microsoft.Storage</c>.</summary>
    /// <value>Nowhere by default.</value>
    public ILoggerFactory? LoggerFactory { get; set; }
}
