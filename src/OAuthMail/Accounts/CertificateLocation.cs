using OAuthMail.Diagnosis;
using OAuthMail.Flows;

namespace OAuthMail.Accounts;

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

    /// <summary>Tells one state of the files from another: when each was last written, and its length.</summary>
    public IReadOnlyList<(DateTime Written, long Length)> GetState() =>
        new[] { File, KeyFile, PasswordFile }.Where(file => file is not null).Select(file => Look(file!)).ToArray();

    /// <summary>What the files hold now, as a text that tells one content from another. In the system's store, a thumbprint's certificate is never another one.</summary>
    public string DescribeState() => Thumbprint ?? FileState.Describe(File, KeyFile, PasswordFile);

    private static (DateTime Written, long Length) Look(string file)
    {
        try
        {
            var info = new FileInfo(file);
            return info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return default;
        }
    }
}
