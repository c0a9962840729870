using System.Diagnostics.CodeAnalysis;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit;

/// <summary>
/// The progress of a watch in a POP3 mailbox: the UIDLs (RFC 1939 section 7) of the messages in it that were delivered, and which of them
/// are still to be deleted. Store its text; a watch that begins there continues with the other messages. Each message takes up to 36
/// characters, twice that if it is deleted; a longer UIDL is stored as 192 bits of its SHA-256. A checksum detects a text that was cut.
/// </summary>
public sealed class Pop3Position : IEquatable<Pop3Position>
{
    private const string FirstVersion = "v1";
    private const string Version = "v2";
    private const char DeletedMark = '-';
    private const char AbsentMark = '~';

    private readonly Pop3PositionText _text;
    private Dictionary<string, Pop3MessageState>? _messages;

    internal Pop3Position(IEnumerable<string> seen, IEnumerable<string> deleted)
    {
        var messages = new Dictionary<string, Pop3MessageState>(StringComparer.Ordinal);
        foreach (var key in seen) messages[key] = Pop3MessageState.Delivered;
        foreach (var key in deleted) messages[key] = Pop3MessageState.Deleted;
        _messages = messages;
        _text = Write(messages);
    }

    internal Pop3Position(Pop3PositionText text) => _text = text;

    /// <summary>Gets the position before the first message. A watch that begins there delivers all messages in the mailbox.</summary>
    public static Pop3Position Beginning { get; } = new([], []);

    /// <summary>Gets the delivered messages by their keys (<see cref="UidlKey"/>).</summary>
    internal IReadOnlyDictionary<string, Pop3MessageState> Messages => _messages ??= Read(_text.ToString().TrimStart(), AbsentMark)!;

    /// <summary>Gets the keys of the delivered messages that the last session listed.</summary>
    internal IEnumerable<string> Seen => Messages.Where(one => (one.Value & Pop3MessageState.Absent) == 0).Select(one => one.Key);

    /// <summary>Gets the keys of the messages that are to be deleted.</summary>
    internal IEnumerable<string> Deleted => Messages.Where(one => (one.Value & Pop3MessageState.Deleted) != 0).Select(one => one.Key);

    /// <summary>Parses the text of a position.</summary>
    /// <param name="text">The text that <see cref="ToString"/> returned. White space around it is ignored.</param>
    /// <returns>The position.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException"><paramref name="text"/> is not the text of a position.</exception>
    public static Pop3Position Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var position)
            ? position
            : throw new FormatException("The text is not a POP3 position. Expected the result of Pop3Position.ToString().");
    }

    /// <summary>Parses the text of a position, and returns whether it is valid.</summary>
    /// <param name="text">The text, or <see langword="null"/>.</param>
    /// <param name="position">The position, or <see langword="null"/> if the text is not valid.</param>
    /// <returns><see langword="true"/> if the text is valid; otherwise <see langword="false"/>.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Pop3Position? position)
    {
        position = null;
        var trimmed = text?.Trim() ?? "";
        var space = trimmed.IndexOf(' ');
        var (version, rest) = space < 0 ? (trimmed, "") : (trimmed.Substring(0, space), trimmed.Substring(space + 1));
        if (version == Version)
        {
            var checksum = rest.Substring(0, Math.Min(PositionChecksum.Length, rest.Length));
            rest = rest.Substring(checksum.Length);
            if (!PositionChecksum.Matches(checksum, rest) || (rest.Length > 0 && rest[0] != ' ')) return false;
            rest = rest.Length == 0 ? rest : rest.Substring(1);
        }
        else if (version != FirstVersion)
        {
            return false;
        }

        var hasWords = version == Version ? rest.Length > 0 : space >= 0;
        var messages = hasWords ? Read(rest, version == Version ? AbsentMark : null) : new(StringComparer.Ordinal);
        if (messages is null) return false;
        position = new Pop3Position(Write(messages)) { _messages = messages };
        return true;
    }

    /// <summary>
    /// Returns the text to store, one line of ASCII: <c>v2</c> and a checksum, followed by a word for each delivered message that is in the
    /// mailbox. The texts of the previous format, <c>v1</c> without a checksum, can still be parsed.
    /// </summary>
    /// <returns>The text, for <see cref="Parse"/>.</returns>
    public override string ToString() => string.Concat(Version, " ", PositionChecksum.Format(_text.Checksum), _text.ToString());

    /// <summary>Returns whether both positions contain the same messages.</summary>
    /// <param name="other">The other position.</param>
    /// <returns><see langword="true"/> if they do; otherwise <see langword="false"/>.</returns>
    public bool Equals(Pop3Position? other) =>
        other is not null && new HashSet<string>(Seen, StringComparer.Ordinal).SetEquals(other.Seen)
            && new HashSet<string>(Deleted, StringComparer.Ordinal).SetEquals(other.Deleted);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Pop3Position);

    /// <inheritdoc />
    public override int GetHashCode() => Seen.Aggregate(Deleted.Count(), (hash, key) => hash ^ StringComparer.Ordinal.GetHashCode(key));

    /// <summary>Returns the word of a message in the text.</summary>
    internal static string GetWord(string key, Pop3MessageState state) => string.Concat(
        (state & Pop3MessageState.Deleted) != 0 ? "-" : "", (state & Pop3MessageState.Absent) != 0 ? "~" : "", key);

    /// <summary>Writes the words of all messages in the order of their keys.</summary>
    internal static Pop3PositionText Write(IReadOnlyDictionary<string, Pop3MessageState> messages)
    {
        var text = Pop3PositionText.Empty;
        foreach (var one in messages.OrderBy(one => one.Key, StringComparer.Ordinal)) text = text.Append(GetWord(one.Key, one.Value));
        return text;
    }

    /// <summary>Reads words, the last one of each message.</summary>
    /// <returns>The messages, or <see langword="null"/> if a word is not valid.</returns>
    private static Dictionary<string, Pop3MessageState>? Read(string text, char? absentMark)
    {
        var messages = new Dictionary<string, Pop3MessageState>(StringComparer.Ordinal);
        if (text.Length == 0 && absentMark is not null) return messages;
        foreach (var word in text.Split(' '))
        {
            var state = Pop3MessageState.Delivered;
            var begin = 0;
            if (begin < word.Length && word[begin] == DeletedMark) (state, begin) = (state | Pop3MessageState.Deleted, begin + 1);
            if (begin < word.Length && word[begin] == absentMark) (state, begin) = (state | Pop3MessageState.Absent, begin + 1);
            var key = word.Substring(begin);
            if (!UidlKey.IsKey(key)) return null;
            messages[key] = state;
        }
        return messages;
    }
}
