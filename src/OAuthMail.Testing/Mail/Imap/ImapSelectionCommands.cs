using System.Globalization;
using System.Text;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Opening and closing a folder, asking about one, and putting a message into one (RFC 3501 §6.3.1, §6.3.10, §6.3.11, §6.4.2).</summary>
internal static class ImapSelectionCommands
{
    private const string SystemFlags = @"\Answered \Flagged \Deleted \Seen \Draft";

    public static string Select(ImapConnection connection, ImapCommandParser command, bool readOnly)
    {
        command.Space();
        var name = command.MailboxName();
        command.End();
        // What was selected is not any more, even if this fails.
        connection.View = null;
        var folder = Find(connection, name, "[NONEXISTENT]");
        var view = new SelectedFolder(folder, readOnly);
        view.Sync(null);
        var writer = connection.Writer;
        var keywords = view.Rows.SelectMany(r => r.Message.Flags).Where(f => !f.StartsWith('\\')).Distinct(StringComparer.OrdinalIgnoreCase);
        var flags = string.Join(' ', keywords.Order(StringComparer.OrdinalIgnoreCase).Prepend(SystemFlags));
        writer.Raw("* ").Number(view.Rows.Count).Line(" EXISTS");
        writer.Raw("* ").Number(view.Recent).Line(" RECENT");
        writer.Line($"* FLAGS ({flags})");
        writer.Line(readOnly ? "* OK [PERMANENTFLAGS ()] Nothing can be changed" : $@"* OK [PERMANENTFLAGS ({flags} \*)] Kept");
        var unseen = view.Rows.ToList().FindIndex(r => !r.Message.Flags.Contains("\\Seen"));
        if (unseen >= 0) writer.Raw("* OK [UNSEEN ").Number(unseen + 1).Line("] The first one that is not seen");
        writer.Raw("* OK [UIDVALIDITY ").Number(view.UidValidity).Line("] UIDs are valid");
        // Of the same moment as the messages: one that came since must not look old.
        writer.Raw("* OK [UIDNEXT ").Number(view.UidNext).Line("] The next UID");
        connection.View = view;
        return readOnly ? "OK [READ-ONLY] EXAMINE completed." : "OK [READ-WRITE] SELECT completed.";
    }

    public static string Close(ImapConnection connection, ImapCommandParser command, bool expunge)
    {
        command.End();
        var view = connection.RequireSelectedFolder();
        if (expunge && !view.IsReadOnly) view.Folder.RemoveWhere(m => m.Flags.Contains("\\Deleted"));
        connection.View = null;
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
        var messages = folder.Snapshot();
        var values = items.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item} {Value(item)}")).ToArray();
        connection.Writer.Raw("* STATUS ").MailboxName(folder.Name).Line($" ({string.Join(' ', values)})");
        return "OK STATUS completed.";

        long Value(string item) => item switch
        {
            "MESSAGES" => messages.Length,
            "RECENT" => messages.Count(m => m.Uid >= folder.PeekRecent()),
            "UIDNEXT" => folder.UidNext,
            "UIDVALIDITY" => folder.UidValidity,
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

        var message = command.Literal();
        command.End();
        var folder = Find(connection, name, "[TRYCREATE]");
        var stored = folder.Append(message, flags.Where(f => !f.Equals("\\Recent", StringComparison.OrdinalIgnoreCase)), date);
        return connection.Options.OfferUidPlus
            ? string.Create(CultureInfo.InvariantCulture, $"OK [APPENDUID {folder.UidValidity} {stored.Uid}] APPEND completed.")
            : "OK APPEND completed.";
    }

    public static MailFolder Find(ImapConnection connection, string name, string codeIfMissing) =>
        connection.RequireMailbox().FindFolder(name) is { IsSelectable: true } folder
            ? folder
            : throw new ImapCommandRejectedException(codeIfMissing + " There is no such folder");
}
