using OAuthMail.Configuration;
using OAuthMail.Credentials;

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

    /// <summary>
    /// Gets or sets whether the records are kept by a store that code registers, such as a database. The options then specify only the
    /// protection and the time-out, and <see cref="Folder"/> must not be set. Configuration cannot set it.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsExternal { get; set; }

    /// <summary>Applies the protection that these options specify. A store that code registers calls it.</summary>
    /// <param name="protection">The protection of the store.</param>
    /// <exception cref="ArgumentNullException"><paramref name="protection"/> is <see langword="null"/>.</exception>
    /// <exception cref="TokenStoreException">The file of the passphrase cannot be read.</exception>
    public void ApplyProtection(TokenProtection protection)
    {
        ArgumentNullException.ThrowIfNull(protection);
        Protect?.Invoke(protection);
        var options = TokenStoreOptionKeys.Table.Copy(this);
        if (options.KeyFile is { } file) protection.WithKeyFile(file);
        if (options.PassphraseFile is { } passphraseFile) protection.WithPassphrase(ReadPassphrase(passphraseFile));
        if (options.Passphrase is { } passphrase) protection.WithPassphrase(passphrase);
        if (options.AllowUnprotected) protection.AllowUnprotected();
        if (options.PreviousKeyFile is { } previous) protection.WithPreviousKeyFile(previous);
    }

    private static string ReadPassphrase(string file) => SecretFile.TryRead(file, out var passphrase, out var error)
        ? passphrase
        : throw new TokenStoreException(Problems.TokenProtectionInvalid, error);
}
