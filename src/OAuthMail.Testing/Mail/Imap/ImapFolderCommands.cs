namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Implements the commands that change folders and their names (RFC 3501 sections 6.3.3 to 6.3.7, RFC 2342).</summary>
internal static class ImapFolderCommands
{
    public static string Namespace(ImapConnection connection, ImapCommandParser command)
    {
        command.End();
        connection.Writer.Line("""* NAMESPACE (("" "/")) NIL NIL""");
        return "OK NAMESPACE completed.";
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
}
