using System.Globalization;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Implements the commands that copy and remove messages: COPY, MOVE, EXPUNGE (RFC 3501 section 6.4, RFC 4315, RFC 6851).
/// </summary>
internal static class ImapMessageCommands
{
    public static string Copy(ImapConnection connection, ImapCommandParser command, bool byUid)
    {
        var (target, picked) = ReadTarget(connection, connection.RequireSelectedFolder(), command, byUid);
        var code = CopyAll(connection, target, picked);
        return $"OK {code}COPY completed.";
    }

    /// <summary>
    /// Implements MOVE. COPYUID is sent untagged before the EXPUNGE responses (RFC 6851 section 4.3).
    /// </summary>
    public static string Move(ImapConnection connection, ImapCommandParser command, bool byUid)
    {
        var selection = connection.RequireWritableFolder();
        var (target, picked) = ReadTarget(connection, selection, command, byUid);
        var code = CopyAll(connection, target, picked);
        if (code.Length > 0) connection.Writer.Line($"* OK {code}Moved");
        selection.Folder.Remove(picked.Select(m => m.Uid));
        selection.Sync(connection.Writer);
        return "OK MOVE completed.";
    }

    public static string Expunge(ImapConnection connection, ImapCommandParser command, bool byUid)
    {
        SequenceSet? set = null;
        if (byUid)
        {
            command.Space();
            set = command.SequenceSet();
        }

        command.End();
        var selection = connection.RequireWritableFolder();
        var largest = selection.Rows.Count == 0 ? 0 : selection.Rows[^1].Message.Uid;
        selection.Folder.RemoveWhere(m => m.Flags.Contains("\\Deleted") && set?.Contains(m.Uid, largest) != false);
        selection.Sync(connection.Writer);
        return "OK EXPUNGE completed.";
    }

    private static (MailFolder Target, List<StoredMessage> Picked) ReadTarget(
        ImapConnection connection, SelectedFolder selection, ImapCommandParser command, bool byUid)
    {
        command.Space();
        var set = command.SequenceSet();
        command.Space();
        var name = command.MailboxName();
        command.End();
        var target = ImapSelectionCommands.Find(connection, name, "[TRYCREATE]");
        return (target, [.. selection.Pick(set, byUid).Select(p => p.Row.Message)]);
    }

    private static string CopyAll(ImapConnection connection, MailFolder target, List<StoredMessage> picked)
    {
        uint[] copies = [.. picked.Select(m => target.AddCopy(m).Uid)];
        if (copies.Length == 0 || !connection.Options.OfferUidPlus) return "";
        var from = SequenceSet.Format([.. picked.Select(m => m.Uid)]);
        return string.Create(CultureInfo.InvariantCulture, $"[COPYUID {target.UidValidity} {from} {SequenceSet.Format(copies)}] ");
    }
}
