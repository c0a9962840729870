using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Creates unpredictable values and compares values in constant time.</summary>
internal static class RandomText
{
    // Without vowels, so that no words occur, and without similar characters (RFC 8628 section 6.1).
    private const string UserCodeAlphabet = "BCDFGHJKLMNPQRSTVWXZ";

    public static string Token() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string UserCode() =>
        RandomNumberGenerator.GetString(UserCodeAlphabet, 4) + "-" + RandomNumberGenerator.GetString(UserCodeAlphabet, 4);

    public static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
