using OAuthMail.Configuration.Keys;

namespace OAuthMail.Credentials;

/// <summary>The options of <see cref="CertificateOptions"/>.</summary>
internal static class CertificateOptionKeys
{
    public static OptionTable<CertificateOptions> Table { get; } = new(
        () => new CertificateOptions(),
        new TextKey<CertificateOptions>(nameof(CertificateOptions.Thumbprint), o => o.Thumbprint, (o, value) => o.Thumbprint = value),
        new TextKey<CertificateOptions>(nameof(CertificateOptions.File), o => o.File, (o, value) => o.File = value),
        new TextKey<CertificateOptions>(nameof(CertificateOptions.KeyFile), o => o.KeyFile, (o, value) => o.KeyFile = value),
        new TextKey<CertificateOptions>(nameof(CertificateOptions.Password), o => o.Password, (o, value) => o.Password = value),
        new TextKey<CertificateOptions>(
            nameof(CertificateOptions.PasswordFile), o => o.PasswordFile, (o, value) => o.PasswordFile = value));

    /// <summary>Determines whether the options specify a certificate, and not only details of one.</summary>
    public static bool HasCertificate(CertificateOptions? options) => IsSet(options?.Thumbprint) || IsSet(options?.File);

    /// <summary>
    /// Completes a certificate with what less specific options say about it. The password is taken as a whole: a password of one
    /// section must not be combined with a password file of another.
    /// </summary>
    public static void Merge(CertificateOptions to, CertificateOptions from)
    {
        var hasPassword = IsSet(to.Password) || IsSet(to.PasswordFile);
        foreach (var key in Table.Keys)
        {
            var isPassword = key.Name is nameof(CertificateOptions.Password) or nameof(CertificateOptions.PasswordFile);
            if (!isPassword || !hasPassword) key.Fill(to, from);
        }
    }

    private static bool IsSet(string? text) => !string.IsNullOrWhiteSpace(text);
}
