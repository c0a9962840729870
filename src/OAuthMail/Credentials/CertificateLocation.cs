namespace OAuthMail.Credentials;

/// <summary>Where a certificate and its key are kept: in the system's store by thumbprint, or in a file.</summary>
internal sealed class CertificateLocation
{
    public string? Thumbprint { get; init; }

    public string? File { get; init; }

    public string? KeyFile { get; init; }

    public string? Password { get; init; }

    public string? PasswordFile { get; init; }

    /// <summary>Whether what stands beside the certificate is loaded too, for building its chain.</summary>
    public bool WithIssuers { get; init; }

    /// <summary>Loads the certificate as it is now.</summary>
    /// <exception cref="TokenRequestException">It is not there, or cannot be used.</exception>
    public CertificateReading Load()
    {
        if (Thumbprint is not null) return new CertificateReading(CertificateFiles.FindByThumbprint(Thumbprint));
        var password = Password;
        if (password is null && PasswordFile is not null && !SecretFile.TryRead(PasswordFile, out password, out var failure))
        {
            throw new TokenRequestException(Problems.CertificateUnusable, $"The option for its password {failure}");
        }

        return new CertificateReading(CertificateFiles.Load(File!, KeyFile, password), WithIssuers ? CertificateFiles.LoadAll(File!, password) : null);
    }

    /// <summary>
    /// What the files hold now, as a text that tells one content from another: a link to a folder that was exchanged, as Kubernetes keeps its secrets, has
    /// the same date and length as before. In the system's store, a thumbprint's certificate is never another one.
    /// </summary>
    public string DescribeState() => Thumbprint ?? FileState.Describe(File, KeyFile, PasswordFile);
}
