using System.Security.Cryptography;
using System.Text;

namespace OAuthMail.Tool.Import;

/// <summary>
/// Decrypts Fernet tokens (https://github.com/fernet/spec) whose key is derived from a password with PBKDF2, as email-oauth2-proxy
/// writes them.
/// </summary>
internal static class FernetToken
{
    private const int KeySize = 16;
    private const int HeaderSize = 9;
    private const int VectorSize = 16;
    private const int SignatureSize = 32;
    private const byte Version = 0x80;

    /// <summary>Decrypts a token.</summary>
    /// <returns>The text, or <see langword="null"/> if the password is another one or the token is malformed.</returns>
    public static string? TryDecrypt(string token, string password, byte[] salt, int iterations)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(token.Replace('-', '+').Replace('_', '/'));
        }
        catch (FormatException)
        {
            return null;
        }

        var length = bytes.Length - HeaderSize - VectorSize - SignatureSize;
        if (length <= 0 || length % KeySize != 0 || bytes[0] != Version) return null;
        var key = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, 2 * KeySize);
        var signature = HMACSHA256.HashData(key.AsSpan(0, KeySize), bytes.AsSpan(0, bytes.Length - SignatureSize));
        if (!CryptographicOperations.FixedTimeEquals(signature, bytes.AsSpan(bytes.Length - SignatureSize))) return null;
        using var aes = Aes.Create();
        aes.Key = key[KeySize..];
        try
        {
            var text = aes.DecryptCbc(bytes.AsSpan(HeaderSize + VectorSize, length), bytes.AsSpan(HeaderSize, VectorSize));
            return Encoding.UTF8.GetString(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
