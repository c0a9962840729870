namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Represents the selected folder as the session knows it. Sequence numbers do not change until the session was
/// notified (RFC 3501 sections 5.2 and 7.4.1).
/// </summary>
internal sealed class SelectedFolder(MailFolder folder, bool readOnly)
{
    private readonly List<Row> _rows = [];
    private StoredMessage[]? _known;
    private uint? _uidValidity;

    public MailFolder Folder => folder;

    public bool IsReadOnly => readOnly;

    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>Gets the unique identifier after all messages that the session was notified of.</summary>
    public uint UidNext { get; private set; }

    /// <summary>Gets the UIDVALIDITY that the session was notified of.</summary>
    public uint UidValidity => _uidValidity.GetValueOrDefault();

    /// <summary>Gets a value that indicates whether the folder has a new UIDVALIDITY.</summary>
    public bool IsStale => folder.UidValidity != _uidValidity;

    /// <summary>Gets a value that indicates whether the folder was deleted.</summary>
    public bool IsDeleted => !folder.IsSelectable;

    /// <summary>Gets or sets whether changed flags are sent with their modification sequence (RFC 7162).</summary>
    public bool TellsModSeq { get; set; }

    /// <summary>Gets the highest modification sequence that the session was notified of.</summary>
    public long HighestModSeq { get; private set; }

    public int Recent => _rows.Count(r => r.IsRecent);

    /// <summary>Updates the known state and writes the changes.</summary>
    /// <param name="writer">
    /// Receives the untagged responses, or <see langword="null"/> while the folder is being selected.
    /// </param>
    /// <param name="mayExpunge">
    /// <see langword="false"/> during FETCH, STORE and SEARCH, when sequence numbers must not change.
    /// </param>
    public void Sync(ImapWriter? writer, bool mayExpunge = true)
    {
        var now = folder.Snapshot(out var uidNext, out var uidValidity, out var highestModSeq);
        if ((_uidValidity ??= uidValidity) != uidValidity) return;
        UidNext = uidNext;
        HighestModSeq = highestModSeq;
        if (ReferenceEquals(now, _known)) return;

        // While the folder is being selected, no messages are known that could have been removed or changed.
        Dictionary<uint, StoredMessage> current = _rows.Count == 0 ? [] : now.ToDictionary(m => m.Uid);
        var isComplete = true;
        for (var i = _rows.Count - 1; i >= 0; i--)
        {
            if (current.ContainsKey(_rows[i].Message.Uid)) continue;
            if (!mayExpunge)
            {
                isComplete = false;
                continue;
            }

            _rows.RemoveAt(i);
            writer?.Raw("* ").Number(i + 1).Line(" EXPUNGE");
        }

        WriteChangedFlags(writer, current);
        WriteNewMessages(writer, now);
        _known = isComplete ? now : null;
    }

    /// <summary>
    /// Returns the messages of a set with their sequence numbers. Unique identifiers without a message are ignored.
    /// </summary>
    /// <exception cref="ImapSyntaxException">A sequence number is larger than the number of messages.</exception>
    public List<(int Number, Row Row)> Pick(SequenceSet set, bool byUid)
    {
        if (!byUid) set.CheckNumbers(_rows.Count);
        var picked = new List<(int, Row)>();
        var largest = _rows.Count == 0 ? 0 : byUid ? _rows[^1].Message.Uid : (uint)_rows.Count;
        for (var i = 0; i < _rows.Count; i++)
        {
            if (set.Contains(byUid ? _rows[i].Message.Uid : (uint)i + 1, largest)) picked.Add((i + 1, _rows[i]));
        }

        return picked;
    }

    public static string FlagsOf(Row row)
    {
        var flags = row.IsRecent ? row.Message.Flags.Append("\\Recent") : row.Message.Flags;
        return $"({string.Join(' ', flags.Order(StringComparer.OrdinalIgnoreCase))})";
    }

    private void WriteChangedFlags(ImapWriter? writer, Dictionary<uint, StoredMessage> current)
    {
        for (var i = 0; i < _rows.Count; i++)
        {
            var row = _rows[i];
            if (!current.TryGetValue(row.Message.Uid, out var now) || ReferenceEquals(now, row.Message)) continue;
            var changed = !now.Flags.SetEquals(row.Message.Flags);
            row.Message = now;
            if (!changed || writer is null) continue;
            writer.Raw("* ").Number(i + 1).Raw(" FETCH (UID ").Number(now.Uid).Raw(" FLAGS ").Raw(FlagsOf(row));
            if (TellsModSeq) writer.Raw(" MODSEQ (").Number(now.Details.ModSeq).Raw(")");
            writer.Line(")");
        }
    }

    private void WriteNewMessages(ImapWriter? writer, StoredMessage[] now)
    {
        var last = _rows.Count == 0 ? 0 : _rows[^1].Message.Uid;
        if (now.Length == 0 || now[^1].Uid <= last) return;
        var recentFrom = readOnly ? folder.PeekRecent() : folder.ClaimRecent(now[^1].Uid);
        foreach (var message in now.Where(m => m.Uid > last)) _rows.Add(new Row(message) { IsRecent = message.Uid >= recentFrom });
        writer?.Raw("* ").Number(_rows.Count).Line(" EXISTS").Raw("* ").Number(Recent).Line(" RECENT");
    }

    internal sealed class Row(StoredMessage message)
    {
        public StoredMessage Message { get; set; } = message;

        public bool IsRecent { get; init; }
    }
}
