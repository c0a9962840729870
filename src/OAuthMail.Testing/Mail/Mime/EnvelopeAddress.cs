using System.Text;

namespace OAuthMail.Testing.Mail.Mime;

/// <summary>
/// Represents an address in ENVELOPE (RFC 3501 section 7.4.2). A group starts with an address without a host and ends
/// with an empty address. MimeKit's address parser is not used, because it decodes names, while ENVELOPE contains them
/// as they are stored.
/// </summary>
internal sealed record EnvelopeAddress(string? Name, string? Mailbox, string? Host)
{
    /// <summary>Parses an address list (RFC 5322 section 3.4).</summary>
    public static List<EnvelopeAddress> ParseList(string text)
    {
        var list = new List<EnvelopeAddress>();
        var words = new StringBuilder();
        var comment = new StringBuilder();
        string? angle = null;
        var inGroup = false;

        void Flush()
        {
            var phrase = words.ToString().Trim();
            var address = angle ?? phrase;
            var name = angle is not null ? phrase : comment.ToString().Trim();
            if (address.Length > 0) list.Add(Make(address, name));
            words.Clear();
            comment.Clear();
            angle = null;
        }

        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    Quoted(text, ref i, words);
                    break;
                case '(':
                    Nested(text, ref i, comment);
                    break;
                case '<':
                    var end = text.IndexOf('>', i);
                    if (end < 0) end = text.Length;
                    angle = text[(i + 1)..end].Trim();
                    i = end;
                    break;
                case ':' when !inGroup:
                    inGroup = true;
                    list.Add(new(null, words.ToString().Trim(), null));
                    words.Clear();
                    break;
                case ';' when inGroup:
                    Flush();
                    inGroup = false;
                    list.Add(new(null, null, null));
                    break;
                case ',':
                    Flush();
                    break;
                default:
                    words.Append(text[i]);
                    break;
            }
        }

        Flush();
        if (inGroup) list.Add(new(null, null, null));
        return list;
    }

    private static EnvelopeAddress Make(string address, string name)
    {
        // A source route before the address is removed (RFC 5322 section 4.4).
        if (address.StartsWith('@') && address.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            address = address[(colon + 1)..];
        var at = address.LastIndexOf('@');
        return new(name.Length == 0 ? null : name, at < 0 ? address : address[..at], at < 0 ? "" : address[(at + 1)..]);
    }

    private static void Quoted(string text, ref int i, StringBuilder into)
    {
        for (i++; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) i++;
            into.Append(text[i]);
        }
    }

    private static void Nested(string text, ref int i, StringBuilder into)
    {
        var depth = 1;
        for (i++; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) i++;
            else if (text[i] == '(') depth++;
            else if (text[i] == ')' && --depth == 0) return;
            into.Append(text[i]);
        }
    }
}
