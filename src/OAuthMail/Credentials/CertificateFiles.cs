using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OAuthMail.Credentials;

namespace OAuthMail;

/// <summary>Loads certificates with their private keys from the system's stores, from PFX files, and, on .NET, from PEM files.</summary>
public static class CertificateFiles
{
    /// <summary>Finds a certificate with its private key in the personal store of the current user, then of the machine.</summary>
    /// <param name="thumbprint">
    /// The SHA-1 or SHA-256 thumbprint. Spaces, colons, the invisible character that the Windows dialog copies, and a label such as
    /// <c>SHA1 Fingerprint=</c> are ignored.
    /// </param>
    /// <returns>The certificate.</returns>
    /// <exception cref="TokenRequestException">
    /// The text is not a thumbprint, there is no such certificate, or its private key is not accessible.
    /// </exception>
    public static X509Certificate2 FindByThumbprint(string thumbprint)
    {
        ArgumentNullException.ThrowIfNull(thumbprint);
        var wanted = Thumbprint.Parse(thumbprint);
        var digits = wanted.Digits;
        var withoutKey = false;
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            foreach (var found in Find(location, wanted))
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
    /// <param name="file">A PFX file, or, on .NET (not on .NET Framework), a PEM file or a DER certificate with a key file.</param>
    /// <param name="keyFile">The PEM file with the private key, or <see langword="null"/> if it is in the same file.</param>
    /// <param name="password">
    /// The password of the PFX file or of the encrypted PEM key, or <see langword="null"/> or an empty text if there is none.
    /// </param>
    /// <returns>The certificate that belongs to the key, if the file contains several.</returns>
    /// <exception cref="TokenRequestException">The file cannot be read, the password is wrong, or there is no private key.</exception>
    public static X509Certificate2 Load(string file, string? keyFile = null, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        if (string.IsNullOrEmpty(password)) password = null;
        if (string.IsNullOrEmpty(keyFile)) keyFile = null;
        return Open(file, password, bytes =>
        {
            var certificate = IsPem(bytes) ? LoadPem(file, keyFile, password)
                : IsCertificateAlone(bytes) ? LoadDer(file, bytes, keyFile, password)
                : LoadPfx(bytes, password);
            if (certificate.HasPrivateKey) return certificate;
            certificate.Dispose();
            throw WithoutKey(file);
        });
    }

    /// <summary>Loads all certificates of a file, which often contains those of the issuers too.</summary>
    /// <exception cref="TokenRequestException">The file cannot be read, or the password is wrong.</exception>
    internal static X509Certificate2Collection LoadAll(string file, string? password) =>
        Open(file, password, bytes => IsPem(bytes) ? LoadAllPem(file)
            : IsCertificateAlone(bytes) ? []
            : LoadAllPfx(bytes, string.IsNullOrEmpty(password) ? null : password));

    private static T Open<T>(string file, string? password, Func<byte[], T> read)
    {
        try
        {
            var content = File.ReadAllBytes(file);
            return content.Length > 0 ? read(content) : throw Unusable($"The certificate file '{file}' is empty");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unusable($"The certificate file '{file}' can't be read: {failure.Message}", failure);
        }
        catch (CryptographicException failure)
        {
            const int wrongPassword = unchecked((int)0x80070056);
            var reason = failure.HResult != wrongPassword ? NotOpened
                : string.IsNullOrEmpty(password) ? "it needs a password, and none is set"
                : "the password is wrong";
            throw Unusable($"The file '{file}' can't be opened: {reason}", failure);
        }
    }

    private static List<X509Certificate2> Find(StoreLocation location, Thumbprint wanted)
    {
        try
        {
            using var store = new X509Store(StoreName.My, location);
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return [.. wanted.Find(store)];
        }
        catch (CryptographicException)
        {
            // The store does not exist: Linux has none for the machine.
            return [];
        }
    }

    private static bool IsCertificateAlone(byte[] bytes)
    {
        try
        {
            return X509Certificate2.GetCertContentType(bytes) == X509ContentType.Cert;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsPem(byte[] bytes) =>
        bytes.Length > 10 && Encoding.ASCII.GetString(bytes, 0, Math.Min(bytes.Length, 4096)).Contains("-----BEGIN ");

#if NET
    private const string NotOpened = "it is damaged, or neither PFX nor PEM";

    private static X509Certificate2 LoadPfx(byte[] bytes, string? password) => X509CertificateLoader.LoadPkcs12(bytes, password);

    private static X509Certificate2Collection LoadAllPfx(byte[] bytes, string? password) =>
        X509CertificateLoader.LoadPkcs12Collection(bytes, password);

    private static X509Certificate2Collection LoadAllPem(string file) => [.. PemCertificate.LoadAll(file)];

    private static X509Certificate2 LoadPem(string file, string? keyFile, string? password) =>
        PemCertificate.Load(file, keyFile, password);

    private static X509Certificate2 LoadDer(string file, byte[] bytes, string? keyFile, string? password) => keyFile is null
        ? throw WithoutKey(file)
        : PemCertificate.LoadDer(file, bytes, keyFile, password);
#else
    // Windows before Windows Server 2019 reads no PFX files with AES and SHA-256, which OpenSSL 3 writes, and neither does Mono.
    // https://learn.microsoft.com/windows/win32/api/wincrypt/ns-wincrypt-pkcs12_pbes2_export_params
    private const string NotOpened = "it is damaged, or neither PFX nor PEM, or encrypted in a way that this system can't read "
        + "(write it with 'openssl pkcs12 -export -legacy')";

    private static X509Certificate2 LoadPfx(byte[] bytes, string? password) => new(bytes, password);

    private static X509Certificate2Collection LoadAllPfx(byte[] bytes, string? password)
    {
        var all = new X509Certificate2Collection();
        all.Import(bytes, password, X509KeyStorageFlags.DefaultKeySet);
        return all;
    }

    private static X509Certificate2 LoadPem(string file, string? keyFile, string? password) => throw NotPem(file);

    private static X509Certificate2Collection LoadAllPem(string file) => throw NotPem(file);

    private static X509Certificate2 LoadDer(string file, byte[] bytes, string? keyFile, string? password) => throw WithoutKey(file);

    private static TokenRequestException NotPem(string file) =>
        Unusable($"The file '{file}' is PEM, which .NET Framework can't read. Convert it to PFX ('openssl pkcs12 -export')");
#endif

    private static TokenRequestException WithoutKey(string file) => Unusable($"The file '{file}' has a certificate, but no private key");

    private static TokenRequestException Unusable(string detail, Exception? cause = null) =>
        new(Problems.CertificateUnusable, detail, cause);
}
