namespace OAuthMail;

/// <summary>
/// Specifies where an application keeps tokens and pending sign-ins. Without a <see cref="Folder"/>, they are kept in memory and are lost
/// when the program ends.
/// </summary>
public sealed class TokenStoreOptions
{
    /// <summary>
    /// Gets or sets the folder of the token store. It is created if necessary. Use it for nothing else. All processes of one user that
    /// open the same folder share its tokens.
    /// </summary>
    /// <value>The default is <see langword="null"/>: tokens are kept in memory.</value>
    public string? Folder { get; set; }

    /// <summary>Gets or sets the path of the key file that protects the records.</summary>
    /// <value>The default is <see langword="null"/>. A folder requires exactly one protection.</value>
    public string? KeyFile { get; set; }

    /// <summary>
    /// Gets or sets whether <see cref="KeyFile"/> is created if it does not exist. It is not created while the folder contains records,
    /// because a new key cannot decrypt them.
    /// </summary>
    /// <value>The default is <see langword="false"/>: a missing key file is an error.</value>
    public bool CreateKeyFile { get; set; }

    /// <summary>Gets or sets the path of a previous key file, whose records can still be read.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? PreviousKeyFile { get; set; }

    /// <summary>
    /// Gets or sets the passphrase that protects the records, with at least 8 characters. Prefer <see cref="PassphraseFile"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Passphrase { get; set; }

    /// <summary>
    /// Gets or sets the path of a file that contains only the passphrase. White space around it is ignored. It is read when the store is
    /// opened.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? PassphraseFile { get; set; }

    /// <summary>
    /// Gets or sets whether records are stored without encryption, so that everyone who can read the folder can use the accounts.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowUnprotected { get; set; }

    /// <summary>Gets or sets the maximum time to wait for another process that renews the same token.</summary>
    /// <value>The default is <see langword="null"/>: 2 minutes. Must be greater than zero and at most one day.</value>
    public TimeSpan? LeaseTimeout { get; set; }

    /// <summary>
    /// Gets or sets an action that specifies the protection, instead of the options above. Configuration cannot set it.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public Action<TokenProtection>? Protect { get; set; }
}
