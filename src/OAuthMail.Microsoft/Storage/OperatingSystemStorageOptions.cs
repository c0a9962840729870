using Microsoft.Extensions.Logging;

namespace OAuthMail.Microsoft;

/// <summary>
/// Specifies which key in the operating system's secret storage protects stored tokens, and whether a key file may replace the storage.
/// </summary>
public sealed class OperatingSystemStorageOptions
{
    /// <summary>
    /// Gets or sets the name of the key, which users see in their keyring. Programs with the same name and the same <see cref="Folder"/>
    /// share one key.
    /// </summary>
    /// <value>
    /// Required. A letter or digit, followed by up to 63 letters, digits, spaces, dots, hyphens and underscores, all ASCII.
    /// </value>
    public string? Name { get; set; }

    /// <summary>
    /// Gets or sets the folder of the key's files: a lock file, on Windows the key itself (encrypted with DPAPI), and the unprotected key
    /// file if it is allowed. The folder is created with access for the current user only. The same name in another folder is another key.
    /// </summary>
    /// <value>
    /// The default is <c>OAuthMail</c> in the user's local application data: <c>%LOCALAPPDATA%</c> on Windows, <c>~/.local/share</c> on
    /// Linux.
    /// </value>
    public string? Folder { get; set; }

    /// <summary>
    /// Gets or sets whether a file can contain the key if the operating system's storage cannot be used. Only the file's permissions
    /// protect it. As soon as the storage works, its key protects new records, and the file is still used to read older records.
    /// </summary>
    /// <value>
    /// The default is <see langword="false"/>: if the operating system's storage cannot be used, opening the token store fails.
    /// </value>
    public bool AllowUnprotectedKeyFile { get; set; }

    /// <summary>
    /// Gets or sets the factory of the logger that receives a warning each time a key file replaces the operating system's storage. The
    /// category is <c>OAuthMail.Microsoft.Storage</c>.
    /// </summary>
    /// <value>The default is no log.</value>
    public ILoggerFactory? LoggerFactory { get; set; }
}
