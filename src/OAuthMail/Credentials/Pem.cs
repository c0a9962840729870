namespace OAuthMail.Credentials;

/// <summary>The outermost layer of PEM (RFC 7468), which netstandard2.0 cannot read.</summary>
internal static class Pem
{
    /// <summary>The bytes between a label's two lines.</summary>
    /// <exception cref="FormatException">There is no such section, or it is not base64.</exception>
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
