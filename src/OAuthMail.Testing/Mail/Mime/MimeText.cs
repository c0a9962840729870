using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OAuthMail.Testing.Mail.Mime;

/// <summary>What a person reads of a message: encoded words and transfer encodings undone, for SEARCH.</summary>
internal static partial class MimeText
{
    /// <summary>A header's value with its encoded words read (RFC 2047); 8-bit octets are taken as UTF-8.</summary>
    public static string DecodeHeader(string latin1)
    {
        var text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));
        text = BetweenWords().Replace(text, "?==?");
        return EncodedWord().Replace(text, word =>
        {
            var octets = word.Groups[2].Value.Equals("B", StringComparison.OrdinalIgnoreCase)
                ? FromBase64(word.Groups[3].Value)
                : FromQuotedPrintable(word.Groups[3].Value.Replace('_', ' '));
            return Charset(word.Groups[1].Value).GetString(octets);
        });
    }

    /// <summary>The text parts below an entity, decoded; of what is no text, nothing.</summary>
    public static string ReadBody(MimeEntity entity)
    {
        if (entity.Embedded is { } embedded) return ReadBody(embedded);
        if (entity.IsMultipart) return string.Join('\n', entity.Children.Select(ReadBody));
        if (entity.ContentType.Type != "text") return "";
        var raw = Encoding.Latin1.GetString(entity.Body.Span);
        var octets = entity.Encoding switch
        {
            "base64" => FromBase64(raw),
            "quoted-printable" => FromQuotedPrintable(SoftBreak().Replace(raw, "")),
            _ => entity.Body.ToArray(),
        };
        return Charset(entity.ContentType.Parameter("charset") ?? "utf-8").GetString(octets);
    }

    private static byte[] FromBase64(string text)
    {
        var digits = new string([.. text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/')]);
        digits = digits.Length % 4 == 1 ? digits[..^1] : digits;
        return Convert.FromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='));
    }

    private static byte[] FromQuotedPrintable(string text)
    {
        var octets = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                i += 2;
            }
            else
            {
                octets.Add((byte)text[i]);
            }
        }

        return [.. octets];
    }

    private static Encoding Charset(string name)
    {
        if (name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8;
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return Encoding.Latin1;
        }
    }

    [GeneratedRegex(@"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([BbQq])\?([^?\s]*)\?=")]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex BetweenWords();

    [GeneratedRegex(@"=[ \t]*\r?\n")]
    private static partial Regex SoftBreak();
}
