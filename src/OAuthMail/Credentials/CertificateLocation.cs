namespace OAuthMail.Credentials;

/// <summary>Where a certificate and its private key are: in the system's store by thumbprint, or in a file.</summary>
/// <param name="options">The location, which must be valid.</param>
/// <param name="withIssuers">Whether to load the other certificates of the file too, which build the chain.</param>
internal sealed class CertificateLocation(CertificateOptions options, bool withIssuers)
{
    /// <summary>Gets whether the certificate is in the system's store.</summary>
    public bool IsInStore => options.Thumbprint is not null;

    /// <summary>Loads the certificate as it is now.</summary>
    /// <exception cref="TokenRequestException">The certificate is missing or cannot be used.</exception>
    public CertificateReading Load()
    {
        if (options.Thumbprint is not null) return new CertificateReading(CertificateFiles.FindByThumbprint(options.Thumbprint));
        var password = options.Password;
        if (password is null && options.PasswordFile is not null && !SecretFile.TryRead(options.PasswordFile, out password, out var error))
        {
            throw new TokenRequestException(Problems.CertificateUnusable, $"The password of the certificate is missing. {error}");
        }

        var file = options.File!;
        return new CertificateReading(
            CertificateFiles.Load(file, options.KeyFile, password), withIssuers ? CertificateFiles.LoadAll(file, password) : null);
    }

    /// <summary>
    /// Returns a text that differs whenever the files have another content. File dates and lengths do not show that: if Kubernetes
    /// replaces a secret, it exchanges a link to a folder. A certificate in the system's store is identified by its thumbprint and
    /// cannot change.
    /// </summary>
    public string DescribeState() => options.Thumbprint ?? FileState.Describe(options.File, options.KeyFile, options.PasswordFile);
}
