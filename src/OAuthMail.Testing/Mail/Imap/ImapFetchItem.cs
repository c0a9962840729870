namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Represents one item of FETCH (RFC 3501 section 6.4.5).</summary>
/// <param name="Name">The item in upper case, such as <c>FLAGS</c>, or <c>BODY[</c> for a section.</param>
/// <param name="Section">The section of <c>BODY[…]</c>.</param>
/// <param name="Peek">Whether the message stays unseen.</param>
/// <param name="Origin">The first byte of a partial section, or <see langword="null"/> for the whole section.</param>
/// <param name="Count">The number of bytes of a partial section.</param>
internal sealed record ImapFetchItem(string Name, ImapSection? Section = null, bool Peek = true, uint? Origin = null, uint Count = 0)
{
    private static readonly string[] Fast = ["FLAGS", "INTERNALDATE", "RFC822.SIZE"];

    public static List<ImapFetchItem> ReadAll(ImapCommandParser command, bool gmail = false)
    {
        var items = new List<ImapFetchItem>();
        if (!command.TryTake('('))
        {
            var item = Read(command);
            IEnumerable<string>? macro = item.Name switch
            {
                "FAST" => Fast,
                "ALL" => [.. Fast, "ENVELOPE"],
                "FULL" => [.. Fast, "ENVELOPE", "BODY"],
                _ => null,
            };
            return macro is null ? [Known(item, gmail)] : [.. macro.Select(name => new ImapFetchItem(name))];
        }

        do items.Add(Known(Read(command), gmail));
        while (command.TryTake(' '));
        command.Take(')');
        return items;
    }

    private static ImapFetchItem Known(ImapFetchItem item, bool gmail) =>
        item.Name is "FLAGS" or "UID" or "INTERNALDATE" or "RFC822.SIZE" or "ENVELOPE" or "MODSEQ"
            or "BODY" or "BODYSTRUCTURE" or "RFC822" or "RFC822.HEADER" or "RFC822.TEXT" or "BODY["
        || (gmail && item.Name is "X-GM-MSGID" or "X-GM-THRID" or "X-GM-LABELS")
        ? item
        : throw new ImapSyntaxException("Unknown FETCH item");

    private static ImapFetchItem Read(ImapCommandParser command)
    {
        var name = command.Keyword();
        if (name is not ("BODY" or "BODY.PEEK") || !command.TryTake('[')) return new(name, Peek: name is not ("RFC822" or "RFC822.TEXT"));

        var section = ImapSection.Read(command);
        command.Take(']');
        if (!command.TryTake('<')) return new("BODY[", section, name == "BODY.PEEK");
        var origin = command.Number();
        command.Take('.');
        var count = command.Number();
        command.Take('>');
        return new("BODY[", section, name == "BODY.PEEK", origin, count);
    }
}
