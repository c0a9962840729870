using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace OAuthMail.AspNetCore.Links;

/// <summary>Random values in links, cookies and authorization requests.</summary>
internal static class Secrets
{
    /// <summary>Returns 32 random octets in the alphabet of addresses.</summary>
    public static string Create() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>Compares two secrets in constant time.</summary>
    public static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
