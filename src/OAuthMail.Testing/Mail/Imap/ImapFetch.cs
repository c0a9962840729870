using OAuthMail.Testing.Mail.Mime;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Implements FETCH and UID FETCH (RFC 3501 section 6.4.5).</summary>
internal static class ImapFetch
{
    public static async Task<string> RunAsync(
        ImapConnection connection, ImapCommandParser command, bool byUid, CancellationToken cancellationToken)
    {
        command.Space();
        var set = command.SequenceSet();
        command.Space();
        var items = ImapFetchItem.ReadAll(command, connection.Options.OffersGmail);
        var changedSince = ReadChangedSince(command);
        command.End();
        if (changedSince is not null && items.TrueForAll(i => i.Name != "MODSEQ")) items.Add(new ImapFetchItem("MODSEQ"));
        if (items.Exists(i => i.Name == "MODSEQ")) connection.EnableCondStore();
        if (byUid && items.TrueForAll(i => i.Name != "UID")) items.Insert(0, new ImapFetchItem("UID"));

        var selection = connection.RequireSelectedFolder();
        foreach (var (number, row) in selection.Pick(set, byUid))
        {
            if (row.Message.Details.ModSeq <= changedSince) continue;
            Write(connection.Writer, selection, number, row, items);
            await connection.FlushIfLargeAsync(cancellationToken).ConfigureAwait(false);
        }

        return "OK FETCH completed.";
    }

    /// <summary>Reads the modifier CHANGEDSINCE (RFC 7162 section 3.1.4.1).</summary>
    private static long? ReadChangedSince(ImapCommandParser command)
    {
        if (!command.TryTake(' ')) return null;
        command.Take('(');
        if (!command.TryTakeWord("CHANGEDSINCE")) throw new ImapSyntaxException("Unknown FETCH modifier");
        command.Space();
        var modSeq = command.ModSeq();
        command.Take(')');
        return modSeq;
    }

    private static void Write(ImapWriter writer, SelectedFolder selection, int number, SelectedFolder.Row row, List<ImapFetchItem> items)
    {
        var tellsFlags = MarkSeen(selection, row, items) && items.TrueForAll(i => i.Name != "FLAGS");
        writer.Raw("* ").Number(number).Raw(" FETCH (");
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) writer.Raw(" ");
            WriteItem(writer, row, items[i]);
        }

        if (tellsFlags)
        {
            writer.Raw(" FLAGS ").Raw(SelectedFolder.FlagsOf(row));
            if (selection.TellsModSeq && items.TrueForAll(i => i.Name != "MODSEQ"))
                writer.Raw(" MODSEQ (").Number(row.Message.Details.ModSeq).Raw(")");
        }

        writer.Line(")");
    }

    private static bool MarkSeen(SelectedFolder selection, SelectedFolder.Row row, List<ImapFetchItem> items)
    {
        if (selection.IsReadOnly || items.TrueForAll(i => i.Peek) || row.Message.Flags.Contains("\\Seen")) return false;
        if (selection.Folder.ChangeFlags(row.Message.Uid, old => old.Append("\\Seen")) is not { } changed) return false;
        row.Message = changed;
        return true;
    }

    private static void WriteItem(ImapWriter writer, SelectedFolder.Row row, ImapFetchItem item)
    {
        var message = row.Message;
        switch (item.Name)
        {
            case "FLAGS":
                writer.Raw("FLAGS ").Raw(SelectedFolder.FlagsOf(row));
                break;
            case "UID":
                writer.Raw("UID ").Number(message.Uid);
                break;
            case "INTERNALDATE":
                writer.Raw("INTERNALDATE \"").Raw(ImapDates.FormatDateTime(message.InternalDate)).Raw("\"");
                break;
            case "RFC822.SIZE":
                writer.Raw("RFC822.SIZE ").Number(message.Content.Length);
                break;
            case "MODSEQ":
                writer.Raw("MODSEQ (").Number(message.Details.ModSeq).Raw(")");
                break;
            case "X-GM-MSGID":
                writer.Raw("X-GM-MSGID ").Raw(GmailIds.OfMessage(message));
                break;
            case "X-GM-THRID":
                writer.Raw("X-GM-THRID ").Raw(GmailIds.OfThread(message));
                break;
            case "X-GM-LABELS":
                GmailLabels.Write(writer, message);
                break;
            case "ENVELOPE":
                ImapStructure.WriteEnvelope(writer.Raw("ENVELOPE "), MessageStructure.Of(message));
                break;
            case "BODY" or "BODYSTRUCTURE":
                ImapStructure.WriteBody(writer.Raw(item.Name + " "), MessageStructure.Of(message), item.Name == "BODYSTRUCTURE");
                break;
            case "RFC822":
                writer.Raw("RFC822 ").Literal(message.Content.Span);
                break;
            case "RFC822.HEADER":
                writer.Raw("RFC822.HEADER ").Literal(MessageStructure.Of(message).Header.Span);
                break;
            case "RFC822.TEXT":
                writer.Raw("RFC822.TEXT ").Literal(MessageStructure.Of(message).Body.Span);
                break;
            default:
                WriteSection(writer, MessageStructure.Of(message), item);
                break;
        }
    }

    private static void WriteSection(ImapWriter writer, ParsedEntity message, ImapFetchItem item)
    {
        writer.Raw($"BODY[{item.Section}]");
        if (item.Origin is { } origin) writer.Raw("<").Number(origin).Raw(">");
        var octets = item.Section!.Of(message);
        if (octets is null)
        {
            writer.Raw(" NIL");
            return;
        }

        var from = (int)Math.Min(item.Origin ?? 0, octets.Length);
        var count = item.Origin is null ? octets.Length : (int)Math.Min(item.Count, octets.Length - from);
        writer.Raw(" ").Literal(octets.AsSpan(from, count));
    }
}
