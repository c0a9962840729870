namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Implements STORE and UID STORE (RFC 3501 section 6.4.6), with UNCHANGEDSINCE (RFC 7162) and Gmail's labels.</summary>
internal sealed class ImapStoreCommand
{
    private readonly ImapConnection _connection;
    private readonly bool _byUid;
    private readonly long? _unchangedSince;
    private readonly string _item;
    private readonly bool _silent;
    private readonly bool _labels;
    private readonly List<string> _values;

    private ImapStoreCommand(ImapConnection connection, ImapCommandParser command, bool byUid)
    {
        (_connection, _byUid) = (connection, byUid);
        command.Space();
        Set = command.SequenceSet();
        command.Space();
        _unchangedSince = ReadUnchangedSince(command);
        _item = command.Keyword();
        _silent = _item.EndsWith(".SILENT", StringComparison.Ordinal);
        if (_silent) _item = _item[..^7];
        _labels = connection.Options.OffersGmail && _item.EndsWith("X-GM-LABELS", StringComparison.Ordinal);
        if (_item.TrimStart('+', '-') != (_labels ? "X-GM-LABELS" : "FLAGS")) throw new ImapSyntaxException("Unknown STORE item");
        command.Space();
        _values = _labels ? GmailLabels.Read(command) : ReadFlags(command);
        command.End();
    }

    private SequenceSet Set { get; }

    public static string Run(ImapConnection connection, ImapCommandParser command, bool byUid)
    {
        var store = new ImapStoreCommand(connection, command, byUid);
        if (store._unchangedSince is not null) connection.EnableCondStore();
        var selection = connection.RequireWritableFolder();
        var modified = new List<uint>();
        foreach (var (number, row) in selection.Pick(store.Set, byUid))
        {
            var wasModified = false;
            var changed = selection.Folder.Change(row.Message.Uid, message =>
            {
                wasModified = message.Details.ModSeq > store._unchangedSince;
                return wasModified ? null : store.Apply(message);
            });
            if (wasModified) modified.Add(byUid ? row.Message.Uid : (uint)number);
            if (changed is null) continue;
            row.Message = changed;
            store.Write(number, row);
        }

        var code = modified.Count == 0 ? "" : $"[MODIFIED {SequenceSet.Format(modified)}] ";
        return $"OK {code}STORE completed.";
    }

    private StoredMessage Apply(StoredMessage message)
    {
        if (_labels) return message.With(message.Flags, message.Details with { Labels = GmailLabels.Set(Combine(message.Details.Labels)) });
        return message.With(Combine(message.Flags), message.Details);
    }

    private IEnumerable<string> Combine(IEnumerable<string> old) => _item[0] switch
    {
        '+' => old.Union(_values, StringComparer.OrdinalIgnoreCase),
        '-' => old.Except(_values, StringComparer.OrdinalIgnoreCase),
        _ => _values,
    };

    private void Write(int number, SelectedFolder.Row row)
    {
        var enabled = _connection.Enabled.CondStore;
        if (_silent && !enabled) return;
        var writer = _connection.Writer.Raw("* ").Number(number).Raw(" FETCH (");
        List<Action> items = [];
        if (_byUid) items.Add(() => writer.Raw("UID ").Number(row.Message.Uid));
        if (!_silent && _labels) items.Add(() => GmailLabels.Write(writer, row.Message));
        else if (!_silent) items.Add(() => writer.Raw("FLAGS ").Raw(SelectedFolder.FlagsOf(row)));
        if (enabled) items.Add(() => writer.Raw("MODSEQ (").Number(row.Message.Details.ModSeq).Raw(")"));
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) writer.Raw(" ");
            items[i]();
        }

        writer.Line(")");
    }

    private static long? ReadUnchangedSince(ImapCommandParser command)
    {
        if (!command.TryTake('(')) return null;
        if (!command.TryTakeWord("UNCHANGEDSINCE")) throw new ImapSyntaxException("Unknown STORE modifier");
        command.Space();
        var modSeq = command.ModSeq();
        command.Take(')');
        command.Space();
        return modSeq;
    }

    private static List<string> ReadFlags(ImapCommandParser command)
    {
        var flags = new List<string>();
        if (command.Next == '(')
        {
            flags = command.FlagList();
        }
        else
        {
            do flags.Add(command.Flag());
            while (command.TryTake(' '));
        }

        // A client cannot set \Recent (RFC 3501 section 2.3.2).
        flags.RemoveAll(f => f.Equals("\\Recent", StringComparison.OrdinalIgnoreCase));
        return flags;
    }
}
