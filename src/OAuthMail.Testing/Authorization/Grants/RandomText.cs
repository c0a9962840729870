using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Values that cannot be guessed, and comparisons that tell nothing by their time.</summary>
internal static class RandomText
{
    // No vowels (no words), nothing that looks like another character, RFC 8628 section 6.1.
    private const string UserCodeAlphabet = "BCDFGHJKLMNPQRSTVWXZ";

    public static string Token() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string UserCode() =>
        RandomNumberGenerator.GetString(UserCodeAlphabet, 4) + "-" + RandomNumberGenerator.GetString(UserCodeAlphabet, 4);

    public static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
