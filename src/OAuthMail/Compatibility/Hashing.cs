using System.Security.Cryptography;
using System.Text;

namespace OAuthMail.Compatibility;

/// <summary>SHA-256 and base64url in the forms that OAuth uses.</summary>
internal static class Hashing
{
    /// <summary>
    /// Tells one secret from another: 128 bits of a hash, in base64url. The label keeps equal secrets of different use apart.
    /// </summary>
    public static string Fingerprint(string label, string? secret)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"oauthmail:{label}:{secret}"));
        return ToBase64Url(hash, 16);
    }

    public static string ToBase64Url(byte[] bytes) => ToBase64Url(bytes, bytes.Length);

    public static byte[]? FromBase64Url(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        padded = (padded.Length % 4) switch { 2 => padded + "==", 3 => padded + "=", _ => padded };
        try
        {
            return Convert.FromBase64String(padded);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string ToBase64Url(byte[] bytes, int count) =>
        Convert.ToBase64String(bytes, 0, count).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
