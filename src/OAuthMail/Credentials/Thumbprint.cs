using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Credentials;

/// <summary>
/// A thumbprint of a certificate as people copy it: <c>ab cd ef</c> with an invisible mark in front from the Windows dialog, or
/// <c>SHA1 Fingerprint=AB:CD:EF</c> from openssl.
/// </summary>
internal sealed class Thumbprint
{
    private const int Sha1Length = 40;
    private const int Sha256Length = 64;

    private Thumbprint(string digits) => Digits = digits;

    /// <summary>Gets the digits, in capitals.</summary>
    public string Digits { get; }

    /// <summary>Returns the thumbprint.</summary>
    /// <exception cref="TokenRequestException">The text is not a thumbprint.</exception>
    public static Thumbprint Parse(string text)
    {
        var digits = new string(text.Substring(text.LastIndexOf('=') + 1).Where(c => !IsSeparator(c)).ToArray());
        var wrong = digits.FirstOrDefault(c => !Uri.IsHexDigit(c));
        var reason = wrong != default ? $"contains '{wrong}', which is no hexadecimal digit"
            : digits.Length is not (Sha1Length or Sha256Length) ? $"has {digits.Length} hexadecimal digits"
            : null;
        if (reason is null) return new Thumbprint(digits.ToUpperInvariant());
        throw new TokenRequestException(
            Problems.CertificateUnusable,
            $"The thumbprint {OptionText.Quote(text)} {reason}. A thumbprint has {Sha1Length} (SHA-1) or {Sha256Length} (SHA-256)");
    }

    /// <summary>Returns the certificates of a store with this thumbprint.</summary>
    public IEnumerable<X509Certificate2> Find(X509Store store)
    {
        if (Digits.Length == Sha1Length)
        {
            return store.Certificates.Find(X509FindType.FindByThumbprint, Digits, validOnly: false).Cast<X509Certificate2>();
        }

        return store.Certificates.Cast<X509Certificate2>()
            .Where(each => Hex.ToText(SHA256.HashData(each.RawData)).Equals(Digits, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsSeparator(char c) =>
        c is ':' or '-' || char.IsWhiteSpace(c)
            || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control;
}
