using System.Text;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Encodes and decodes mailbox names (RFC 3501 section 5.1.3).</summary>
internal static class ModifiedUtf7
{
    public static string Encode(string name)
    {
        var wire = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] is >= ' ' and <= '~')
            {
                wire.Append(name[i] == '&' ? "&-" : name[i]);
                continue;
            }

            var start = i;
            while (i + 1 < name.Length && name[i + 1] is < ' ' or > '~') i++;
            var octets = Encoding.BigEndianUnicode.GetBytes(name[start..(i + 1)]);
            wire.Append('&').Append(Convert.ToBase64String(octets).TrimEnd('=').Replace('/', ',')).Append('-');
        }

        return wire.ToString();
    }

    public static string Decode(string wire)
    {
        var name = new StringBuilder();
        for (var i = 0; i < wire.Length; i++)
        {
            if (wire[i] != '&')
            {
                name.Append(wire[i]);
                continue;
            }

            var end = wire.IndexOf('-', i);
            if (end < 0) throw new ImapSyntaxException("A mailbox name is not modified UTF-7");
            name.Append(end == i + 1 ? "&" : Shifted(wire[(i + 1)..end]));
            i = end;
        }

        return name.ToString();
    }

    private static string Shifted(string digits)
    {
        var base64 = digits.Replace(',', '/');
        var octets = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), octets, out var written) || written % 2 != 0)
            throw new ImapSyntaxException("A mailbox name is not modified UTF-7");
        return Encoding.BigEndianUnicode.GetString(octets, 0, written);
    }
}
