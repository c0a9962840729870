using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OAuthMail;

/// <summary>Loads certificates with their private keys from the system's stores, from PFX files, and, on .NET, from PEM files.</summary>
public static class CertificateFiles
{
    /// <summary>Finds a certificate with its private key in the personal store of the current user, then of the machine.</summary>
    /// <param name="thumbprint">
    /// The SHA-1 thumbprint. Spaces and the invisible character that the Windows dialog copies are ignored.
    /// </param>
    /// <returns>The certificate.</returns>
    /// <exception cref="TokenRequestException">There is no such certificate, or its private key is not accessible.</exception>
    public static X509Certificate2 FindByThumbprint(string thumbprint)
    {
        ArgumentNullException.ThrowIfNull(thumbprint);
        var digits = new string(thumbprint.Where(Uri.IsHexDigit).ToArray()).ToUpperInvariant();
        var withoutKey = false;
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            foreach (var found in Find(location, digits))
            {
                if (found.HasPrivateKey) return found;
                withoutKey = true;
                found.Dispose();
            }
        }

        throw Unusable(withoutKey
            ? $"The certificate {digits} is in the store, but this user account has no access to its private key"
            : $"There is no certificate {digits} in the current user's or the machine's personal store");
    }

    /// <summary>Loads a certificate with its private key from a file.</summary>
    /// <param name="file">A PFX file, or a PEM file on .NET (not on .NET Framework).</param>
    /// <param name="keyFile">The PEM file with the private key, or <see langword="null"/> if it is in the same file.</param>
    /// <param name="password">The password of the PFX file or of the encrypted PEM key, or <see langword="null"/>.</param>
    /// <returns>The certificate.</returns>
    /// <exception cref="TokenRequestException">The file cannot be read, the password is wrong, or there is no private key.</exception>
    public static X509Certificate2 Load(string file, string? keyFile = null, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Open(file, password, bytes =>
        {
            var certificate = IsPem(bytes) ? LoadPem(file, keyFile, password) : LoadPfx(bytes, password);
            if (certificate.HasPrivateKey) return certificate;
            certificate.Dispose();
            throw Unusable($"The file '{file}' has a certificate, but no private key");
        });
    }

    /// <summary>Loads all certificates of a file, which often contains those of the issuers too.</summary>
    /// <exception cref="TokenRequestException">The file cannot be read, or the password is wrong.</exception>
    internal static X509Certificate2Collection LoadAll(string file, string? password) =>
        Open(file, password, bytes => IsPem(bytes) ? LoadAllPem(file) : LoadAllPfx(bytes, password));

    private static T Open<T>(string file, string? password, Func<byte[], T> read)
    {
        try
        {
            return read(File.ReadAllBytes(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unusable($"The certificate file can't be read: {failure.Message}", failure);
        }
        catch (CryptographicException failure)
        {
            var reason = password is null
                ? "it is damaged, has no private key, or needs a password"
                : "the password is wrong, or the file is damaged";
            throw Unusable($"The file '{file}' can't be opened: {reason}", failure);
        }
    }

    private static List<X509Certificate2> Find(StoreLocation location, string digits)
    {
        try
        {
            using var store = new X509Store(StoreName.My, location);
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return [.. store.Certificates.Find(X509FindType.FindByThumbprint, digits, validOnly: false).Cast<X509Certificate2>()];
        }
        catch (CryptographicException)
        {
            // The store does not exist: Linux has none for the machine.
            return [];
        }
    }

    private static bool IsPem(byte[] bytes) =>
        bytes.Length > 10 && Encoding.ASCII.GetString(bytes, 0, Math.Min(bytes.Length, 4096)).Contains("-----BEGIN ");

#if NET
    private static X509Certificate2 LoadPfx(byte[] bytes, string? password) => X509CertificateLoader.LoadPkcs12(bytes, password);

    private static X509Certificate2Collection LoadAllPfx(byte[] bytes, string? password) =>
        X509CertificateLoader.LoadPkcs12Collection(bytes, password);

    private static X509Certificate2Collection LoadAllPem(string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return all;
    }

    private static X509Certificate2 LoadPem(string file, string? keyFile, string? password)
    {
        var certificate = password is null
            ? X509Certificate2.CreateFromPemFile(file, keyFile)
            : X509Certificate2.CreateFromEncryptedPemFile(file, password, keyFile);
        if (!OperatingSystem.IsWindows()) return certificate;

        // The key exists in memory only, and Windows does not support such keys for TLS.
        using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
#else
    private static X509Certificate2 LoadPfx(byte[] bytes, string? password) => new(bytes, password);

    private static X509Certificate2Collection LoadAllPfx(byte[] bytes, string? password)
    {
        var all = new X509Certificate2Collection();
        all.Import(bytes, password, X509KeyStorageFlags.DefaultKeySet);
        return all;
    }

    private static X509Certificate2 LoadPem(string file, string? keyFile, string? password) => throw NotPem(file);

    private static X509Certificate2Collection LoadAllPem(string file) => throw NotPem(file);

    private static TokenRequestException NotPem(string file) =>
        Unusable($"The file '{file}' is PEM, which .NET Framework can't read. Convert it to PFX ('openssl pkcs12 -export')");
#endif

    private static TokenRequestException Unusable(string detail, Exception? cause = null) =>
        new(Problems.CertificateUnusable, detail, cause);
}
