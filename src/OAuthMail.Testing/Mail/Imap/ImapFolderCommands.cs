namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Implements the commands for folders and their names (RFC 3501 sections 6.3.3 to 6.3.9, RFC 2342).</summary>
internal static class ImapFolderCommands
{
    public static string Namespace(ImapConnection connection, ImapCommandParser command)
    {
        command.End();
        connection.Writer.Line("""* NAMESPACE (("" "/")) NIL NIL""");
        return "OK NAMESPACE completed.";
    }

    public static string List(ImapConnection connection, ImapCommandParser command)
    {
        var pattern = ReadPattern(command, out var onlyDelimiter);
        if (onlyDelimiter) connection.Writer.Line("""* LIST (\Noselect) "/" "" """.TrimEnd());
        var names = connection.RequireMailbox().Folders;
        foreach (var folder in names.Where(f => !onlyDelimiter && Matches(f.Name, pattern)))
        {
            var parent = names.Any(f => f.Name.StartsWith(folder.Name + "/", StringComparison.Ordinal));
            var attributes = (folder.IsSelectable ? "" : "\\Noselect ") + (parent ? "\\HasChildren" : "\\HasNoChildren");
            connection.Writer.Raw($"* LIST ({attributes}) \"/\" ").MailboxName(folder.Name).Line("");
        }

        return "OK LIST completed.";
    }

    public static string ListSubscribed(ImapConnection connection, ImapCommandParser command)
    {
        var mailbox = connection.RequireMailbox();
        var pattern = ReadPattern(command, out _);
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

    public static string Create(ImapConnection connection, ImapCommandParser command)
    {
        var name = ReadName(command).TrimEnd('/');
        if (name.Length == 0 || name.Split('/').Any(string.IsNullOrEmpty))
            throw new ImapCommandRejectedException("[CANNOT] A level of the name is empty");
        return connection.RequireMailbox().CreateFolder(name) is null
            ? throw new ImapCommandRejectedException("[ALREADYEXISTS] The folder already exists")
            : "OK CREATE completed.";
    }

    public static string Delete(ImapConnection connection, ImapCommandParser command)
    {
        var name = ReadName(command);
        if (TestMailbox.Canonical(name) == TestMailbox.InboxName)
            throw new ImapCommandRejectedException("[CANNOT] INBOX cannot be deleted");
        if (!connection.RequireMailbox().DeleteFolder(name))
            throw new ImapCommandRejectedException("[NONEXISTENT] The folder does not exist");
        // A client that deletes its own selected folder knows that the folder is closed. Other sessions receive BYE.
        if (connection.Selection is { IsDeleted: true }) connection.Selection = null;
        return "OK DELETE completed.";
    }

    public static string Rename(ImapConnection connection, ImapCommandParser command)
    {
        command.Space();
        var from = command.MailboxName();
        var to = ReadName(command);
        if (to.Split('/').Any(string.IsNullOrEmpty)) throw new ImapCommandRejectedException("[CANNOT] A level of the name is empty");
        return connection.RequireMailbox().RenameFolder(from, to)
            ? "OK RENAME completed."
            : throw new ImapCommandRejectedException("[CANNOT] The folder does not exist, or the new name is in use");
    }

    public static string Subscribe(ImapConnection connection, ImapCommandParser command, bool subscribed)
    {
        connection.RequireMailbox().SetSubscribed(ReadName(command), subscribed);
        return subscribed ? "OK SUBSCRIBE completed." : "OK UNSUBSCRIBE completed.";
    }

    private static string ReadName(ImapCommandParser command)
    {
        command.Space();
        var name = command.MailboxName();
        command.End();
        return name;
    }

    private static string ReadPattern(ImapCommandParser command, out bool onlyDelimiter)
    {
        command.Space();
        var reference = command.MailboxName();
        command.Space();
        var pattern = command.Pattern();
        command.End();
        onlyDelimiter = pattern.Length == 0;
        return reference + pattern;
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
