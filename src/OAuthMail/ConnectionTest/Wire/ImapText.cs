using System.Text;

namespace OAuthMail.ConnectionTest.Wire;

/// <summary>Formats arguments of IMAP commands.</summary>
internal static class ImapText
{
    /// <summary>Returns a quoted string (RFC 3501 section 4.3). The text must not contain control characters.</summary>
    public static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    /// <summary>Returns a folder name in modified UTF-7 (RFC 3501 section 5.1.3) as a quoted string.</summary>
    public static string QuoteFolder(string name)
    {
        var encoded = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '&') encoded.Append("&-");
            else if (name[i] is >= ' ' and <= '~') encoded.Append(name[i]);
            else
            {
                var start = i;
                while (i + 1 < name.Length && name[i + 1] is not (>= ' ' and <= '~')) i++;
                var utf16 = Encoding.BigEndianUnicode.GetBytes(name.Substring(start, i - start + 1));
                encoded.Append('&').Append(Convert.ToBase64String(utf16).TrimEnd('=').Replace('/', ',')).Append('-');
            }
        }

        return Quote(encoded.ToString());
    }
}
