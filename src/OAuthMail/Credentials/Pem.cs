namespace OAuthMail.Credentials;

/// <summary>Decodes PEM (RFC 7468), for which netstandard2.0 has no function.</summary>
internal static class Pem
{
    /// <summary>Returns the bytes of the section with a label.</summary>
    /// <exception cref="FormatException">There is no such section, or it is not valid base64.</exception>
    public static byte[] Decode(string text, string label)
    {
        var begin = $"-----BEGIN {label}-----";
        var start = text.IndexOf(begin, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf($"-----END {label}-----", start, StringComparison.Ordinal);
        if (end < 0) throw new FormatException($"There is no section '{label}'.");
        start += begin.Length;
        return Convert.FromBase64String(text.Substring(start, end - start));
    }
}
