using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Tests.Credentials;

/// <summary>Tests which certificate of a file is used, and which file and reason an error names.</summary>
public sealed class CertificateFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // The build for netstandard2.0 refuses PEM files and key files, which SilentFlowTests tests.
#if !CORE_IS_NETSTANDARD
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    [Fact]
    public void Certificate_that_belongs_to_the_key_is_chosen_wherever_it_is_in_the_file()
    {
        var (root, issuer, leaf) = Certificates.CreateChain("service");
        using var key = leaf.GetRSAPrivateKey()!;
        var file = Write("chain.pem", root.ExportCertificatePem(), issuer.ExportCertificatePem(), leaf.ExportCertificatePem());
        var keyFile = Write("key.pem", key.ExportPkcs8PrivateKeyPem());

        using var loaded = CertificateFiles.Load(file, keyFile);

        Assert.Equal(leaf.Thumbprint, loaded.Thumbprint);
        Assert.True(loaded.HasPrivateKey);
        Dispose(root, issuer, leaf);
    }

    [Fact]
    public void Certificate_of_an_elliptic_key_is_loaded()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=service", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Write("ec.pem", key.ExportECPrivateKeyPem(), certificate.ExportCertificatePem());

        using var loaded = CertificateFiles.Load(file);

        Assert.Equal(certificate.Thumbprint, loaded.Thumbprint);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Empty_password_of_a_PEM_file_is_none(string? password)
    {
        using var certificate = Certificates.Create("service", DateTimeOffset.UtcNow.AddDays(1));
        using var key = certificate.GetRSAPrivateKey()!;
        var pem = Write("both.pem", certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());

        using var loaded = CertificateFiles.Load(pem, null, password);

        Assert.Equal(certificate.Thumbprint, loaded.Thumbprint);
    }

    [Fact]
    public void Certificate_in_DER_form_is_combined_with_its_key_file()
    {
        using var certificate = Certificates.Create("service", DateTimeOffset.UtcNow.AddDays(1));
        using var key = certificate.GetRSAPrivateKey()!;
        var file = _folder["service.cer"];
        File.WriteAllBytes(file, certificate.RawData);

        using var loaded = CertificateFiles.Load(file, Write("key.pem", key.ExportRSAPrivateKeyPem()));

        Assert.Equal(certificate.Thumbprint, loaded.Thumbprint);
        Assert.Contains($"'{file}' has a certificate, but no private key", Fail(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Error_of_PEM_files_names_the_file_at_fault_and_the_reason()
    {
        using var certificate = Certificates.Create("service", DateTimeOffset.UtcNow.AddDays(1));
        using var key = certificate.GetRSAPrivateKey()!;
        using var other = RSA.Create(2048);
        var file = Write("certificate.pem", certificate.ExportCertificatePem());
        var keyFile = Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        var encrypted = Write("encrypted.pem", key.ExportEncryptedPkcs8PrivateKeyPem("right", Encryption));
        var damaged = Write("damaged.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
        var old = Write("old.pem", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----");
        var wrong = Write("other.pem", other.ExportPkcs8PrivateKeyPem());
        var missing = _folder["missing.pem"];

        AssertNames(Fail(missing), missing, "can't be read");
        AssertNames(Fail(file, missing), missing, "The key file");
        AssertNames(Fail(file), file, "no private key");
        AssertNames(Fail(file, file), file, "contains no private key in PEM form, but: CERTIFICATE");
        AssertNames(Fail(keyFile, file), keyFile, "contains no certificate, but: PRIVATE KEY");
        AssertNames(Fail(file, damaged), damaged, "is damaged");
        AssertNames(Fail(file, old), old, "openssl pkcs8");
        AssertNames(Fail(file, encrypted), encrypted, "no password is set");
        AssertNames(Fail(file, encrypted, "wrong"), encrypted, "password");
        AssertNames(Fail(file, wrong), wrong, "none belongs to the private key");
        using var loaded = CertificateFiles.Load(file, encrypted, "right");
        Assert.Equal(certificate.Thumbprint, loaded.Thumbprint);
    }
#endif

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Empty_password_of_a_PFX_file_is_none(string? password)
    {
        using var certificate = Certificates.Create("service", DateTimeOffset.UtcNow.AddDays(1));
        var pfx = _folder["service.pfx"];
        File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pfx));

        using var loaded = CertificateFiles.Load(pfx, "", password);

        Assert.Equal(certificate.Thumbprint, loaded.Thumbprint);
    }

    [Fact]
    public void Error_of_a_PFX_file_names_it_and_the_reason()
    {
        using var certificate = Certificates.Create("service", DateTimeOffset.UtcNow.AddDays(1));
        var pfx = _folder["service.pfx"];
        File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pfx, "right"));
        var empty = Write("empty.pfx", "");
        var missing = _folder["missing.pfx"];

        AssertNames(Fail(missing), missing, "can't be read");
        AssertNames(Fail(empty), empty, "is empty");
        AssertNames(Fail(pfx), pfx, "needs a password");
        AssertNames(Fail(pfx, null, "wrong"), pfx, "the password is wrong");
        AssertNames(Fail(Write("text.pfx", "not a certificate")), "text.pfx", "neither PFX nor PEM");
    }

    [Fact]
    public void Empty_password_file_is_no_password()
    {
        using var certificate = Certificates.Create("service", DateTimeOffset.UtcNow.AddDays(1));
        var pfx = _folder["service.pfx"];
        File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pfx));

        MailAccount.Create("alerts", Some.Application(options =>
        {
            options.ClientSecret = null;
            options.Certificate = new CertificateOptions { File = pfx, PasswordFile = Write("password", "\n") };
        }));
    }

    [Theory]
    [InlineData("SHA1 Fingerprint={0}")]
    [InlineData("sha1 Fingerprint={0}\n")]
    [InlineData("\u200E{0}")]
    [InlineData(" {0} \u200B")]
    public void Thumbprint_is_found_as_people_copy_it(string form)
    {
        const string digits = "00112233445566778899AABBCCDDEEFF00112233";
        var colons = string.Join(":", digits.Chunk(2).Select(pair => new string(pair)));
        foreach (var text in new[] { digits, digits.ToLowerInvariant(), colons })
        {
            // The certificate is not in the store, which the message says with the digits that were searched.
            var failure = Assert.Throws<TokenRequestException>(
                () => CertificateFiles.FindByThumbprint(form.Replace("{0}", text, StringComparison.Ordinal)));
            Assert.Contains($"There is no certificate {digits} ", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0011223344", "has 10 hexadecimal digits")]
    [InlineData("MD5 Fingerprint=00112233445566778899AABBCCDDEEFF", "has 32 hexadecimal digits")]
    [InlineData("not a thumbprint", "contains 'n', which is no hexadecimal digit")]
    [InlineData("", "has 0 hexadecimal digits")]
    public void Text_that_is_no_thumbprint_is_refused(string text, string reason)
    {
        var failure = Assert.Throws<TokenRequestException>(() => CertificateFiles.FindByThumbprint(text));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_is_found_by_its_SHA_256_thumbprint()
    {
        using var certificate = Certificates.Create("oauthmail-test-thumbprint", DateTimeOffset.UtcNow.AddDays(1));
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(certificate);
        try
        {
            using var found = CertificateFiles.FindByThumbprint(certificate.GetCertHashString(HashAlgorithmName.SHA256));
            Assert.Equal(certificate.Thumbprint, found.Thumbprint);
        }
        finally
        {
            store.Remove(certificate);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertNames(string message, string file, string reason)
    {
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    private static string Fail(string file, string? keyFile = null, string? password = null)
    {
        var failure = Assert.Throws<TokenRequestException>(() => CertificateFiles.Load(file, keyFile, password));
        Assert.Equal(Problems.CertificateUnusable, failure.Problem);
        return failure.Message;
    }

    private string Write(string name, params string[] content)
    {
        File.WriteAllText(_folder[name], string.Join("\n", content));
        return _folder[name];
    }

#if !CORE_IS_NETSTANDARD
    private static void Dispose(params X509Certificate2[] certificates)
    {
        foreach (var certificate in certificates) certificate.Dispose();
    }
#endif
}
