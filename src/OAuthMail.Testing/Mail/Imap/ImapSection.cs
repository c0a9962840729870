using System.Globalization;
using OAuthMail.Testing.Mail.Mime;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Represents the section of <c>BODY[…]</c>: the number of a part and what to return of it (RFC 3501 section 6.4.5).
/// </summary>
internal sealed class ImapSection
{
    private readonly List<int> _path = [];
    private string _what = "";
    private readonly List<string> _fields = [];

    /// <summary>Reads a section up to the closing bracket.</summary>
    public static ImapSection Read(ImapCommandParser command)
    {
        var section = new ImapSection();
        if (command.Next == ']') return section;
        var words = command.Keyword().Split('.');
        var i = 0;
        for (
            ; i < words.Length
                && int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0; i++)
            section._path.Add(number);

        section._what = string.Join('.', words.Skip(i));
        var known = section._what is "HEADER" or "HEADER.FIELDS" or "HEADER.FIELDS.NOT" or "TEXT"
            || (section._what is "" or "MIME" && section._path.Count > 0);
        if (!known) throw new ImapSyntaxException("Unknown section");
        if (section._what is not ("HEADER.FIELDS" or "HEADER.FIELDS.NOT")) return section;

        command.Space();
        command.Take('(');
        do section._fields.Add(command.AString());
        while (command.TryTake(' '));
        command.Take(')');
        return section;
    }

    /// <summary>Returns the bytes of the section, or <see langword="null"/> if there is no such part.</summary>
    public byte[]? Of(ParsedEntity root)
    {
        if (_path.Count == 0) return Describe(root);
        if (Find(root) is not { } part) return null;
        return _what switch
        {
            "" => part.Body.ToArray(),
            "MIME" => part.Header.ToArray(),
            _ => part.Embedded is { } message ? Describe(message) : null,
        };
    }

    /// <summary>Returns the section as it appears in the response.</summary>
    public override string ToString()
    {
        var name = string.Join('.', _path.Select(n => n.ToString(CultureInfo.InvariantCulture)).Append(_what).Where(w => w.Length > 0));
        return _fields.Count == 0 ? name : $"{name} ({string.Join(' ', _fields)})";
    }

    private byte[] Describe(ParsedEntity message) => _what switch
    {
        "" => [.. message.Header.Span, .. message.Body.Span],
        "HEADER" => message.Header.ToArray(),
        "TEXT" => message.Body.ToArray(),
        _ => Subset(message),
    };

    private byte[] Subset(ParsedEntity message)
    {
        var listed = _fields.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var wanted = message.Fields.Where(f => listed.Contains(f.Name) == (_what == "HEADER.FIELDS"));
        return [.. wanted.SelectMany(f => f.Raw.ToArray()), .. "\r\n"u8];
    }

    /// <summary>
    /// Finds a part by its number. A part that is not a multipart has itself as part 1. A message part contains the
    /// parts of its message.
    /// </summary>
    private ParsedEntity? Find(ParsedEntity root)
    {
        var current = root;
        var isMessage = true;
        foreach (var number in _path)
        {
            if (!isMessage && current.Embedded is { } embedded)
            {
                current = embedded;
                isMessage = true;
            }

            if (current.IsMultipart)
            {
                if (number > current.Children.Count) return null;
                current = current.Children[number - 1];
            }
            else if (!isMessage || number != 1)
            {
                return null;
            }

            isMessage = false;
        }

        return current;
    }
}
