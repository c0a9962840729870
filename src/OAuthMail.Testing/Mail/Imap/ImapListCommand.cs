namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Implements LIST and LSUB (RFC 3501 sections 6.3.8 and 6.3.9) with the options of RFC 6154 and RFC 5258 that clients
/// send.
/// </summary>
internal sealed class ImapListCommand
{
    private readonly List<string> _patterns = [];
    private bool _onlySpecialUse;
    private bool _onlySubscribed;
    private bool _returnsSubscribed;

    private ImapListCommand(ImapCommandParser command, bool extended)
    {
        command.Space();
        if (extended && command.TryTake('(')) ReadSelection(command);
        var reference = command.MailboxName();
        command.Space();
        if (extended && command.TryTake('('))
        {
            do _patterns.Add(reference + command.Pattern());
            while (command.TryTake(' '));
            command.Take(')');
        }
        else
        {
            var pattern = command.Pattern();
            OnlyDelimiter = pattern.Length == 0;
            _patterns.Add(reference + pattern);
        }

        if (extended && command.TryTake(' ')) ReadReturn(command);
        command.End();
    }

    /// <summary>Gets a value that indicates whether the client asks only for the delimiter of levels.</summary>
    private bool OnlyDelimiter { get; }

    public static string Run(ImapConnection connection, ImapCommandParser command)
    {
        var list = new ImapListCommand(command, extended: true);
        if (list.OnlyDelimiter) connection.Writer.Line("""* LIST (\Noselect) "/" "" """.TrimEnd());
        else list.Write(connection);
        return "OK LIST completed.";
    }

    public static string RunSubscribed(ImapConnection connection, ImapCommandParser command)
    {
        var mailbox = connection.RequireMailbox();
        var pattern = new ImapListCommand(command, extended: false)._patterns[0];
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in mailbox.Subscriptions)
        {
            // With %, a name that is not subscribed but has subscribed inferiors is returned as \Noselect (RFC 3501
            // section 6.3.9).
            var shown = Matches(name, pattern) ? name : pattern.EndsWith('%') ? Ancestor(name, pattern) : null;
            if (shown is null || !told.Add(shown)) continue;
            var selectable = shown == name && mailbox.FindFolder(name) is { IsSelectable: true };
            connection.Writer.Raw($"* LSUB ({(selectable ? "" : "\\Noselect")}) \"/\" ").MailboxName(shown).Line("");
        }

        return "OK LSUB completed.";
    }

    private void Write(ImapConnection connection)
    {
        var mailbox = connection.RequireMailbox();
        var folders = mailbox.Folders;
        var subscribed = mailbox.Subscriptions;
        foreach (var folder in folders.Where(f => _patterns.Exists(pattern => Matches(f.Name, pattern))))
        {
            if (_onlySpecialUse && folder.SpecialUse is null) continue;
            var isSubscribed = subscribed.Contains(folder.Name);
            if (_onlySubscribed && !isSubscribed) continue;
            var parent = folders.Any(f => f.Name.StartsWith(folder.Name + "/", StringComparison.Ordinal));
            List<string> attributes = folder.IsSelectable ? [] : ["\\Noselect"];
            attributes.Add(parent ? "\\HasChildren" : "\\HasNoChildren");
            if (folder.SpecialUse is { } use) attributes.Add(use);
            if (isSubscribed && (_returnsSubscribed || _onlySubscribed)) attributes.Add("\\Subscribed");
            connection.Writer.Raw($"* LIST ({string.Join(' ', attributes)}) \"/\" ").MailboxName(folder.Name).Line("");
        }
    }

    private void ReadSelection(ImapCommandParser command)
    {
        if (!command.TryTake(')'))
        {
            do
            {
                switch (command.Keyword())
                {
                    case "SPECIAL-USE":
                        _onlySpecialUse = true;
                        break;
                    case "SUBSCRIBED":
                        _onlySubscribed = true;
                        break;
                    case "REMOTE":
                        break;
                    default:
                        throw new ImapSyntaxException("Unknown LIST selection option");
                }
            }
            while (command.TryTake(' '));
            command.Take(')');
        }

        command.Space();
    }

    private void ReadReturn(ImapCommandParser command)
    {
        if (!command.TryTakeWord("RETURN")) throw new ImapSyntaxException("RETURN was expected");
        command.Space();
        command.Take('(');
        if (command.TryTake(')')) return;
        do
        {
            switch (command.Keyword())
            {
                case "SUBSCRIBED":
                    _returnsSubscribed = true;
                    break;
                case "CHILDREN" or "SPECIAL-USE":
                    // These attributes are always returned.
                    break;
                default:
                    throw new ImapSyntaxException("Unknown LIST return option");
            }
        }
        while (command.TryTake(' '));
        command.Take(')');
    }

    private static bool Matches(string name, string pattern)
    {
        if (TestMailbox.Canonical(pattern) == TestMailbox.InboxName) return name == TestMailbox.InboxName;
        // reach[i] is true if the pattern so far matches the first i characters. The time is linear in name length
        // times pattern length for every pattern.
        var reach = new bool[name.Length + 1];
        reach[0] = true;
        foreach (var c in pattern)
        {
            if (c is '*' or '%')
            {
                for (var i = 1; i <= name.Length; i++) reach[i] |= reach[i - 1] && (c == '*' || name[i - 1] != '/');
                continue;
            }

            for (var i = name.Length; i >= 1; i--) reach[i] = reach[i - 1] && name[i - 1] == c;
            reach[0] = false;
        }

        return reach[name.Length];
    }

    private static string? Ancestor(string name, string pattern)
    {
        for (var slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1))
        {
            if (Matches(name[..slash], pattern)) return name[..slash];
        }

        return null;
    }
}
