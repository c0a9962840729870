using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Tool.Configuration;

/// <summary>The trusted roots of a Linux system: the files from which OpenSSL and .NET read them.</summary>
/// <param name="bundle">The file with all roots.</param>
/// <param name="folder">The folder with further roots, or <see langword="null"/> if there is none.</param>
internal sealed class SystemRoots(string bundle, string? folder)
{
    private static readonly string[] Bundles =
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"];

    private static readonly string[] Folders = ["/usr/lib/ssl/certs", "/etc/pki/tls/certs", "/etc/ssl/certs"];

    /// <summary>Returns the roots, or <see langword="null"/> if they are not where they are known to be.</summary>
    public static SystemRoots? Find()
    {
        var file = Environment.GetEnvironmentVariable("SSL_CERT_FILE");
        var folder = Environment.GetEnvironmentVariable("SSL_CERT_DIR");

        // A folder alone replaces the roots of the system.
        if (string.IsNullOrEmpty(file) && !string.IsNullOrEmpty(folder)) return null;
        if (string.IsNullOrEmpty(folder)) folder = Array.Find(Folders, Directory.Exists);
        if (string.IsNullOrEmpty(file)) file = Array.Find(Bundles, File.Exists);
        return File.Exists(file) ? new SystemRoots(file, folder) : null;
    }

    /// <summary>Reads the roots of the bundle that have one of the names, without parsing the others.</summary>
    /// <param name="names">Encoded distinguished names.</param>
    public X509Certificate2Collection ReadNamed(IReadOnlyList<byte[]> names)
    {
        var roots = new X509Certificate2Collection();
        Read(bundle, content => ReadSubject(content) is { } subject && names.Any(name => subject.Span.SequenceEqual(name)), roots);
        return roots;
    }

    /// <summary>Reads all roots: those of the bundle, the folder and the user.</summary>
    public X509Certificate2Collection ReadAll()
    {
        var roots = new X509Certificate2Collection();
        Read(bundle, _ => true, roots);
        foreach (var file in folder is null ? [] : Directory.EnumerateFiles(folder)) Read(file, _ => true, roots);
        using var store = new X509Store(StoreName.Root, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        roots.AddRange(store.Certificates);
        return roots;
    }

    private static void Read(string file, Func<byte[], bool> isWanted, X509Certificate2Collection roots)
    {
        try
        {
            var rest = File.ReadAllText(file).AsSpan();
            while (PemEncoding.TryFind(rest, out var fields))
            {
                var content = new byte[fields.DecodedDataLength];
                if (rest[fields.Label] is "CERTIFICATE" && Convert.TryFromBase64Chars(rest[fields.Base64Data], content, out _)
                    && isWanted(content))
                {
                    roots.Add(X509CertificateLoader.LoadCertificate(content));
                }

                rest = rest[fields.Location.End..];
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // A root that cannot be read is not trusted.
        }
    }

    /// <summary>Returns the subject of a certificate (RFC 5280 section 4.1).</summary>
    private static ReadOnlyMemory<byte>? ReadSubject(byte[] certificate)
    {
        try
        {
            var fields = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            if (fields.PeekTag().TagClass == TagClass.ContextSpecific) fields.ReadEncodedValue();
            for (var i = 0; i < 4; i++) fields.ReadEncodedValue();
            return fields.ReadEncodedValue();
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
