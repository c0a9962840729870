using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace OAuthMail.Sasl;

/// <summary>Validates and encodes the parts of a SASL message.</summary>
internal static class SaslText
{
    /// <summary>The byte between the parts of a message, in both mechanisms.</summary>
    public const byte Separator = 1;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Throws if a value contains a character that ends a line or a part, and so could inject another part.</summary>
    public static void RequireSafe(string value, string parameter, string what)
    {
        foreach (var c in value)
        {
            if (c is '\r' or '\n' or '\0' or '\x1')
            {
                throw new ArgumentException(
                    $"The {what} contains a line break, NUL or 0x01, which would change the login message.", parameter);
            }
        }
    }

    public static int GetByteCount(string value) => Utf8.GetByteCount(value);

    public static int Write(string value, byte[] buffer, int offset) => Utf8.GetBytes(value, 0, value.Length, buffer, offset);

    /// <summary>Encodes a message in base64 with padding, in one line. Allocates only the result.</summary>
    public static string ToBase64(int byteCount, in SaslParts parts)
    {
        var length = checked((byteCount + 2) / 3 * 4);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var written = parts.WriteTo(buffer);
            Base64.EncodeToUtf8InPlace(buffer, written, out var encoded);
            return Encoding.ASCII.GetString(buffer, 0, encoded);
        }
        finally
        {
            // The buffer goes back to a pool that everything in the process shares.
            Array.Clear(buffer, 0, length);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static void RequireToken(AccessToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        RequireSafe(token.Value, nameof(token), "access token");
    }
}
