using System.Globalization;
using System.Text;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Implements SELECT, EXAMINE, CLOSE, UNSELECT, STATUS and APPEND (RFC 3501 sections 6.3.1, 6.3.2, 6.3.10, 6.3.11 and
/// 6.4.2).
/// </summary>
internal static class ImapSelectionCommands
{
    private const string SystemFlags = @"\Answered \Flagged \Deleted \Seen \Draft";

    public static string Select(ImapConnection connection, ImapCommandParser command, bool readOnly)
    {
        command.Space();
        var name = command.MailboxName();
        if (command.TryTake(' '))
        {
            command.Take('(');
            if (!command.TryTakeWord("CONDSTORE")) throw new ImapSyntaxException("Unknown SELECT parameter");
            command.Take(')');
            connection.Selection = null;
            connection.EnableCondStore();
        }

        command.End();
        // The previous folder is no longer selected, even if this command fails.
        connection.Selection = null;
        var folder = Find(connection, name, "[NONEXISTENT]");
        var selection = new SelectedFolder(folder, readOnly) { TellsModSeq = connection.Enabled.CondStore };
        selection.Sync(null);
        var writer = connection.Writer;
        var keywords =
            selection.Rows.SelectMany(r => r.Message.Flags).Where(f => !f.StartsWith('\\')).Distinct(StringComparer.OrdinalIgnoreCase);
        var flags = string.Join(' ', keywords.Order(StringComparer.OrdinalIgnoreCase).Prepend(SystemFlags));
        writer.Raw("* ").Number(selection.Rows.Count).Line(" EXISTS");
        writer.Raw("* ").Number(selection.Recent).Line(" RECENT");
        writer.Line($"* FLAGS ({flags})");
        writer.Line(readOnly ? "* OK [PERMANENTFLAGS ()] Nothing can be changed" : $@"* OK [PERMANENTFLAGS ({flags} \*)] Kept");
        var unseen = selection.Rows.ToList().FindIndex(r => !r.Message.Flags.Contains("\\Seen"));
        if (unseen >= 0) writer.Raw("* OK [UNSEEN ").Number(unseen + 1).Line("] The first one that is not seen");
        writer.Raw("* OK [UIDVALIDITY ").Number(selection.UidValidity).Line("] UIDs are valid");
        // UIDNEXT belongs to the same moment as the messages. A later message must have this identifier or a higher
        // one.
        writer.Raw("* OK [UIDNEXT ").Number(selection.UidNext).Line("] The next UID");
        if (connection.Options.OffersCondStore)
            writer.Raw("* OK [HIGHESTMODSEQ ").Number(selection.HighestModSeq).Line("] The highest one");
        connection.Selection = selection;
        return readOnly ? "OK [READ-ONLY] EXAMINE completed." : "OK [READ-WRITE] SELECT completed.";
    }

    public static string Close(ImapConnection connection, ImapCommandParser command, bool expunge)
    {
        command.End();
        var selection = connection.RequireSelectedFolder();
        if (expunge && !selection.IsReadOnly) selection.Folder.RemoveWhere(m => m.Flags.Contains("\\Deleted"));
        connection.Selection = null;
        return expunge ? "OK CLOSE completed." : "OK UNSELECT completed.";
    }

    public static string Status(ImapConnection connection, ImapCommandParser command)
    {
        command.Space();
        var name = command.MailboxName();
        command.Space();
        command.Take('(');
        var items = new List<string> { command.Keyword() };
        while (command.TryTake(' ')) items.Add(command.Keyword());
        command.Take(')');
        command.End();
        var folder = Find(connection, name, "[NONEXISTENT]");
        var messages = folder.Snapshot(out var uidNext, out var uidValidity, out var highestModSeq);
        if (items.Contains("HIGHESTMODSEQ")) connection.EnableCondStore();
        var values = items.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item} {Value(item)}")).ToArray();
        connection.Writer.Raw("* STATUS ").MailboxName(folder.Name).Line($" ({string.Join(' ', values)})");
        return "OK STATUS completed.";

        long Value(string item) => item switch
        {
            "MESSAGES" => messages.Length,
            "RECENT" => messages.Count(m => m.Uid >= folder.PeekRecent()),
            "UIDNEXT" => uidNext,
            "UIDVALIDITY" => uidValidity,
            "HIGHESTMODSEQ" => highestModSeq,
            "UNSEEN" => messages.Count(m => !m.Flags.Contains("\\Seen")),
            _ => throw new ImapSyntaxException("Unknown STATUS item"),
        };
    }

    public static string Append(ImapConnection connection, ImapCommandParser command)
    {
        command.Space();
        var name = command.MailboxName();
        command.Space();
        List<string> flags = [];
        if (command.Next == '(')
        {
            flags = command.FlagList();
            command.Space();
        }

        DateTimeOffset? date = null;
        if (command.Next == '"')
        {
            date = ImapDates.ParseDateTime(Encoding.ASCII.GetString(command.String()));
            command.Space();
        }

        var message = ReadMessage(command);
        command.End();
        var folder = Find(connection, name, "[TRYCREATE]");
        var stored = folder.Append(message, flags.Where(f => !f.Equals("\\Recent", StringComparison.OrdinalIgnoreCase)), date);
        return connection.Options.OfferUidPlus
            ? string.Create(CultureInfo.InvariantCulture, $"OK [APPENDUID {folder.UidValidity} {stored.Uid}] APPEND completed.")
            : "OK APPEND completed.";
    }

    /// <summary>Reads the message of APPEND: a literal, or one that contains UTF-8 in its header (RFC 6855 section 4).</summary>
    private static byte[] ReadMessage(ImapCommandParser command)
    {
        if (!command.IsUtf8 || !command.TryTakeWord("UTF8")) return command.Literal();
        command.Space();
        command.Take('(');
        command.Take('~');
        var message = command.Literal();
        command.Take(')');
        return message;
    }

    public static MailFolder Find(ImapConnection connection, string name, string codeIfMissing) =>
        connection.RequireMailbox().FindFolder(name) is { IsSelectable: true } folder
            ? folder
            : throw new ImapCommandRejectedException(codeIfMissing + " The folder does not exist");
}
