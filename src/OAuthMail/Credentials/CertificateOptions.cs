namespace OAuthMail;

/// <summary>
/// Specifies a certificate with its private key: in the system's store by <see cref="Thumbprint"/>, or in a <see cref="File"/>. Exactly
/// one of them is set.
/// </summary>
public sealed class CertificateOptions
{
    /// <summary>
    /// Gets or sets the SHA-1 or SHA-256 thumbprint of a certificate in the personal store of the current user or of the machine. Spaces,
    /// colons, and a label such as <c>SHA1 Fingerprint=</c> are ignored.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Thumbprint { get; set; }

    /// <summary>
    /// Gets or sets the path of a certificate file: PFX, or PEM on .NET (not on .NET Framework). If the file is replaced, the new
    /// certificate is used from then on. While a new file cannot be read, the previous certificate is used until it expires.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? File { get; set; }

    /// <summary>Gets or sets the path of the PEM file with the private key, if <see cref="File"/> does not contain it.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? KeyFile { get; set; }

    /// <summary>Gets or sets the password of the PFX file or of the encrypted PEM key. Prefer <see cref="PasswordFile"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Password { get; set; }

    /// <summary>
    /// Gets or sets the path of a file that contains only the password. White space around it is ignored. An empty file means no password.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? PasswordFile { get; set; }
}
