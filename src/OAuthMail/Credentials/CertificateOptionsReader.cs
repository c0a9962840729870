using OAuthMail.Configuration.Validation;

namespace OAuthMail.Credentials;

/// <summary>Loads the certificate that options specify.</summary>
internal static class CertificateOptionsReader
{
    /// <summary>Returns the option that specifies the certificate.</summary>
    public static string GetOption(CertificateOptions options) =>
        options.File is null ? nameof(CertificateOptions.Thumbprint) : nameof(CertificateOptions.File);

    /// <summary>Returns the certificate, or <see langword="null"/> if it is not specified or cannot be used.</summary>
    /// <param name="options">The options, without blank texts.</param>
    /// <param name="errors">The scope of the options.</param>
    /// <param name="withIssuers">Whether to load the other certificates of the file too, which build the chain.</param>
    public static FollowedCertificate? Read(CertificateOptions options, OptionErrors errors, bool withIssuers = false)
    {
        const string file = nameof(CertificateOptions.File), passwordFile = nameof(CertificateOptions.PasswordFile);
        var before = errors.Count;
        errors.CheckExclusive(
            "Keep one certificate.", (nameof(CertificateOptions.Thumbprint), options.Thumbprint is not null),
            (file, options.File is not null));
        errors.CheckNeeds(
            file, options.File is not null, (nameof(CertificateOptions.KeyFile), options.KeyFile is not null),
            (nameof(CertificateOptions.Password), options.Password is not null), (passwordFile, options.PasswordFile is not null));

        // A password file that cannot be read is reported itself: the error of the certificate would be misleading.
        SecretOptionReader.Read(
            errors, nameof(CertificateOptions.Password), options.Password, passwordFile, options.PasswordFile, canBeEmpty: true);
        if (errors.Count > before) return null;
        if (options.Thumbprint is null && options.File is null)
        {
            errors.AddMissing(file, $"Set {file}, or {nameof(CertificateOptions.Thumbprint)} for a certificate in the system's store.");
            return null;
        }

        try
        {
            return new FollowedCertificate(new CertificateLocation(options, withIssuers));
        }
        catch (OAuthMailException failure)
        {
            errors.Add(GetOption(options), $"The certificate can't be used: {failure.Detail.TrimEnd('.')}.");
            return null;
        }
    }
}
