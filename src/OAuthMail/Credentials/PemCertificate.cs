#if NET
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Credentials;

/// <summary>
/// Loads a certificate with its private key from PEM files (RFC 7468). Each failure names the file at fault and the reason.
/// </summary>
internal static class PemCertificate
{
    /// <summary>Returns the certificate that matches the key, wherever it is in its file.</summary>
    /// <param name="file">The file with the certificates.</param>
    /// <param name="keyFile">The file with the key, or <see langword="null"/> if it is in the same file.</param>
    /// <param name="password">The password of the key, or <see langword="null"/> if it has none.</param>
    /// <exception cref="TokenRequestException">A file cannot be used.</exception>
    public static X509Certificate2 Load(string file, string? keyFile, string? password)
    {
        var certificates = LoadAll(file);
        try
        {
            using var key = LoadKey(keyFile ?? file, password, isOwnFile: keyFile is not null);
            var publicKey = key.ExportSubjectPublicKeyInfo();
            foreach (var certificate in certificates)
            {
                if (GetPublicKey(certificate)?.AsSpan().SequenceEqual(publicKey) == true) return Combine(certificate, key);
            }
        }
        finally
        {
            foreach (var certificate in certificates) certificate.Dispose();
        }

        var count = certificates.Count == 1 ? "1 certificate" : $"{certificates.Count} certificates";
        throw Unusable(keyFile is null
            ? $"The file '{file}' has {count}, and none belongs to the private key in it"
            : $"The file '{file}' has {count}, and none belongs to the private key in the file '{keyFile}'");
    }

    /// <summary>Combines a certificate in DER form with a key.</summary>
    /// <exception cref="TokenRequestException">The key cannot be used, or belongs to another certificate.</exception>
    public static X509Certificate2 LoadDer(string file, byte[] content, string keyFile, string? password)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(content);
        using var key = LoadKey(keyFile, password, isOwnFile: true);
        if (GetPublicKey(certificate)?.AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()) == true) return Combine(certificate, key);
        throw Unusable($"The certificate in the file '{file}' does not belong to the private key in the file '{keyFile}'");
    }

    /// <summary>Returns all certificates of a file.</summary>
    /// <exception cref="TokenRequestException">There are none, or one is damaged.</exception>
    public static List<X509Certificate2> LoadAll(string file)
    {
        var text = File.ReadAllText(file);
        var all = new List<X509Certificate2>();
        var labels = new List<string>();
        foreach (var (label, content) in Sections(text))
        {
            labels.Add(label);
            if (label is not ("CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE")) continue;
            try
            {
                all.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(content)));
            }
            catch (Exception damaged) when (damaged is CryptographicException or FormatException)
            {
                throw Unusable($"Certificate {all.Count + 1} in the file '{file}' is damaged", damaged);
            }
        }

        if (all.Count > 0) return all;
        throw Unusable($"The file '{file}' contains no certificate{Contents(labels)}");
    }

    private static AsymmetricAlgorithm LoadKey(string file, string? password, bool isOwnFile)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unusable($"The key file '{file}' can't be read: {e.Message}", e);
        }

        var sections = Sections(text).ToList();
        var at = sections.FindIndex(section => section.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal));
        if (at < 0)
        {
            throw Unusable(isOwnFile
                ? $"The key file '{file}' contains no private key in PEM form{Contents(sections.ConvertAll(section => section.Label))}"
                : $"The file '{file}' has a certificate, but no private key. Set the key file if the key is in another file");
        }

        var (label, content) = sections[at];
        if (content.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw Unusable(
                $"The private key in the file '{file}' is encrypted in an old form. Convert it with 'openssl pkcs8 -topk8 -in FILE'");
        }

        var isEncrypted = label == "ENCRYPTED PRIVATE KEY";
        if (isEncrypted && password is null) throw Unusable($"The private key in the file '{file}' is encrypted, and no password is set");
        var pem = $"-----BEGIN {label}-----\n{content}\n-----END {label}-----";
        var key = TryImport(RSA.Create(), pem, isEncrypted ? password : null)
            ?? TryImport(ECDsa.Create(), pem, isEncrypted ? password : null);
        return key ?? throw Unusable(isEncrypted
            ? $"The password of the private key in the file '{file}' is wrong, or the key is damaged or neither RSA nor an elliptic curve"
            : $"The private key in the file '{file}' is damaged, or neither RSA nor on an elliptic curve");
    }

    // There is no inner exception, because the message of a parser can contain a part of the key.
    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, string pem, string? password)
    {
        try
        {
            if (password is null) key.ImportFromPem(pem);
            else key.ImportFromEncryptedPem(pem, password);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }

    private static byte[]? GetPublicKey(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null) return rsa.ExportSubjectPublicKeyInfo();
        using var curve = certificate.GetECDsaPublicKey();
        return curve?.ExportSubjectPublicKeyInfo();
    }

    private static X509Certificate2 Combine(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        var combined = key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        if (!OperatingSystem.IsWindows()) return combined;

        // The key exists in memory only, and Windows does not support such keys for TLS.
        using (combined) return X509CertificateLoader.LoadPkcs12(combined.Export(X509ContentType.Pkcs12), null);
    }

    private static IEnumerable<(string Label, string Content)> Sections(string text)
    {
        const string begin = "-----BEGIN ", dashes = "-----";
        for (var start = text.IndexOf(begin, StringComparison.Ordinal); start >= 0;)
        {
            var name = start + begin.Length;
            var nameEnd = text.IndexOf(dashes, name, StringComparison.Ordinal);
            if (nameEnd < 0) yield break;
            var label = text[name..nameEnd];
            var content = nameEnd + dashes.Length;
            var end = text.IndexOf($"-----END {label}-----", content, StringComparison.Ordinal);
            if (end >= 0) yield return (label, text[content..end]);
            start = text.IndexOf(begin, end < 0 ? content : end, StringComparison.Ordinal);
        }
    }

    private static string Contents(List<string> labels) =>
        labels.Count == 0 ? "" : $", but: {string.Join(", ", labels.Distinct(StringComparer.Ordinal).Take(5))}";

    private static TokenRequestException Unusable(string detail, Exception? cause = null) =>
        new(Problems.CertificateUnusable, detail, cause);
}
#endif
