using System.Text;
using OAuthMail.Testing.Mail.Mime;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Implements SEARCH and UID SEARCH (RFC 3501 section 6.4.4). The search keys are compiled to a condition.
/// </summary>
internal sealed class ImapSearch
{
    private const int MaximumDepth = 50;
    private readonly ImapConnection _connection;
    private readonly SelectedFolder _selection;
    private readonly ImapCommandParser _command;
    private IReadOnlyList<string>? _returned;
    private bool _usesModSeq;

    private ImapSearch(ImapConnection connection, SelectedFolder selection, ImapCommandParser command)
    {
        _connection = connection;
        _selection = selection;
        _command = command;
    }

    private delegate bool Condition(int number, SelectedFolder.Row row);

    public static string Run(ImapConnection connection, ImapCommandParser command, bool byUid)
    {
        var selection = connection.RequireSelectedFolder();
        var search = new ImapSearch(connection, selection, command);
        command.Space();
        var condition = search.ReadFirst();
        command.End();
        if (search._usesModSeq) connection.EnableCondStore();
        var found = new List<(uint Number, long ModSeq)>();
        for (var i = 0; i < selection.Rows.Count; i++)
        {
            var row = selection.Rows[i];
            if (condition(i + 1, row)) found.Add((byUid ? row.Message.Uid : (uint)(i + 1), row.Message.Details.ModSeq));
        }

        var result = new ImapSearchResult(found, byUid, search._usesModSeq);
        if (search._returned is { } items) result.WriteExtended(connection.Writer, connection.Tag, items);
        else result.Write(connection.Writer);
        return "OK SEARCH completed.";
    }

    private Condition ReadFirst()
    {
        if (StartsWithSequence() || _command.Next == '(') return ReadAll(0);
        var key = _command.Keyword();
        if (key == "RETURN" && _returned is null && _connection.Options.OffersExtendedSearch)
        {
            _returned = ImapSearchResult.ReadItems(_command);
            _command.Space();
            return ReadFirst();
        }

        if (key != "CHARSET") return ReadRest(ReadKey(key, 0), 0);

        _command.Space();
        var charset = _command.AString();
        if (_command.IsUtf8) throw new ImapSyntaxException("CHARSET is not valid after UTF8=ACCEPT was enabled");
        if (charset.ToUpperInvariant() is not ("UTF-8" or "US-ASCII"))
            throw new ImapCommandRejectedException("[BADCHARSET (US-ASCII UTF-8)] Unknown charset");
        _command.Space();
        return ReadAll(0);
    }

    private bool StartsWithSequence() => _command.Next is '*' or >= '0' and <= '9';

    private Condition ReadAll(int depth) => ReadRest(ReadOne(depth), depth);

    private Condition ReadRest(Condition first, int depth)
    {
        var all = new List<Condition> { first };
        while (_command.TryTake(' ')) all.Add(ReadOne(depth));
        return (number, row) => all.TrueForAll(c => c(number, row));
    }

    private Condition ReadOne(int depth)
    {
        if (depth > MaximumDepth) throw new ImapSyntaxException("Too many parentheses");
        if (StartsWithSequence())
        {
            var set = _command.SequenceSet();
            set.CheckNumbers(_selection.Rows.Count);
            return (number, _) => set.Contains((uint)number, (uint)_selection.Rows.Count);
        }

        if (!_command.TryTake('(')) return ReadKey(_command.Keyword(), depth);
        var inner = ReadAll(depth + 1);
        _command.Take(')');
        return inner;
    }

    private Condition ReadKey(string key, int depth)
    {
        switch (key)
        {
            case "ALL":
                return (_, _) => true;
            case "ANSWERED" or "DELETED" or "DRAFT" or "FLAGGED" or "SEEN":
                return Has("\\" + key);
            case "UNANSWERED" or "UNDELETED" or "UNDRAFT" or "UNFLAGGED" or "UNSEEN":
                return Not(Has("\\" + key[2..]));
            case "RECENT":
                return (_, row) => row.IsRecent;
            case "OLD":
                return (_, row) => !row.IsRecent;
            case "NEW":
                return (_, row) => row.IsRecent && !row.Message.Flags.Contains("\\Seen");
            case "NOT":
                _command.Space();
                return Not(ReadOne(depth + 1));
            case "OR":
                _command.Space();
                var left = ReadOne(depth + 1);
                _command.Space();
                var right = ReadOne(depth + 1);
                return (number, row) => left(number, row) || right(number, row);
        }

        _command.Space();
        return key switch
        {
            "KEYWORD" => Has(_command.Atom()),
            "UNKEYWORD" => Not(Has(_command.Atom())),
            "LARGER" => Size(_command.Number(), larger: true),
            "SMALLER" => Size(_command.Number(), larger: false),
            "UID" => Uid(_command.SequenceSet()),
            "FROM" or "TO" or "CC" or "BCC" or "SUBJECT" => Header(key, _command.AString()),
            "HEADER" => Header(HeaderName(), _command.AString()),
            "MODSEQ" => ModSeq(),
            "X-GM-RAW" or "X-GM-MSGID" or "X-GM-THRID" or "X-GM-LABELS" when _connection.Options.OffersGmail => Gmail(key),
            "BODY" => Text(_command.AString(), withHeader: false),
            "TEXT" => Text(_command.AString(), withHeader: true),
            _ => Day(key, ImapDates.ParseDay(_command.AString())),
        };
    }

    /// <summary>
    /// Reads the key MODSEQ (RFC 7162 section 3.1.5). The entry of a flag is accepted and ignored, because the server keeps
    /// one modification sequence for all flags of a message.
    /// </summary>
    private Condition ModSeq()
    {
        if (_command.Next == '"')
        {
            _command.String();
            _command.Space();
            if (_command.Keyword() is not ("ALL" or "PRIV" or "SHARED")) throw new ImapSyntaxException("Unknown entry type");
            _command.Space();
        }

        var modSeq = _command.ModSeq();
        _usesModSeq = true;
        return (_, row) => row.Message.Details.ModSeq >= modSeq;
    }

    private Condition Gmail(string key)
    {
        if (key == "X-GM-LABELS")
        {
            var label = GmailLabels.ReadOne(_command);
            return (_, row) => row.Message.Details.Labels.Contains(label);
        }

        var text = _command.AString();
        if (key == "X-GM-MSGID") return (_, row) => GmailIds.OfMessage(row.Message) == text;
        if (key == "X-GM-THRID") return (_, row) => GmailIds.OfThread(row.Message) == text;
        var query = GmailQuery.Parse(text);
        return (_, row) => query.Matches(row.Message);
    }

    private string HeaderName()
    {
        var name = _command.AString();
        _command.Space();
        return name;
    }

    private static Condition Not(Condition condition) => (number, row) => !condition(number, row);

    private static Condition Has(string flag) => (_, row) => row.Message.Flags.Contains(flag);

    private static Condition Size(uint size, bool larger) =>
        (_, row) => larger ? row.Message.Content.Length > size : row.Message.Content.Length < size;

    private Condition Uid(SequenceSet set) =>
        (_, row) => set.Contains(row.Message.Uid, _selection.Rows[^1].Message.Uid);

    /// <summary>Matches a header field. An empty text matches every message that has the field.</summary>
    private static Condition Header(string name, string text) => (_, row) => MessageStructure.Of(row.Message).Fields
        .Any(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && Contains(SearchText.DecodeHeader(f.Value), text));

    private static Condition Text(string text, bool withHeader) => (_, row) =>
    {
        var message = MessageStructure.Of(row.Message);
        return Contains(SearchText.ReadBody(message), text)
            || Contains(Encoding.UTF8.GetString(message.Body.Span), text)
            || (withHeader && message.Fields.Any(f => Contains(f.Name + ": " + SearchText.DecodeHeader(f.Value), text)));
    };

    /// <summary>Matches a date without its time and time zone (RFC 3501 section 6.4.4).</summary>
    private static Condition Day(string key, DateOnly day)
    {
        Func<DateOnly, bool> fits = key switch
        {
            "BEFORE" or "SENTBEFORE" => d => d < day,
            "ON" or "SENTON" => d => d == day,
            "SINCE" or "SENTSINCE" => d => d >= day,
            _ => throw new ImapSyntaxException("Unknown search key"),
        };
        if (!key.StartsWith("SENT", StringComparison.Ordinal))
            return (_, row) => fits(DateOnly.FromDateTime(row.Message.InternalDate.DateTime));
        return (_, row) => ImapDates.DayOfHeader(MessageStructure.Of(row.Message).Value("Date")) is { } sent && fits(sent);
    }

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
