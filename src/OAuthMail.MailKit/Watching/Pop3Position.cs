using System.Diagnostics.CodeAnalysis;
using System.Text;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit;

/// <summary>
/// How far a POP3 mailbox was watched: which of the messages that stand in it were seen, by their UIDLs (RFC 1939 section 7), and which
/// of them are still to be deleted. Keep its text, and the next watch goes on with the others. A message takes up to 34 characters; a
/// UIDL that is longer is kept as 192 bits of its SHA-256.
/// </summary>
public sealed class Pop3Position : IEquatable<Pop3Position>
{
    private const string Version = "v1";
    private readonly HashSet<string> _seen;
    private readonly HashSet<string> _deleted;

    internal Pop3Position(IEnumerable<string> seen, IEnumerable<string> deleted)
    {
        _seen = new HashSet<string>(seen, StringComparer.Ordinal);
        _deleted = new HashSet<string>(deleted, StringComparer.Ordinal);
    }

    /// <summary>Nothing was seen: everything in the mailbox is delivered.</summary>
    public static Pop3Position Beginning { get; } = new([], []);

    /// <summary>The keys of the messages that were seen.</summary>
    internal IEnumerable<string> Seen => _seen;

    /// <summary>The keys of those among them that are to be deleted.</summary>
    internal IEnumerable<string> Deleted => _deleted;

    /// <summary>Reads a position.</summary>
    /// <param name="text">What <see cref="ToString"/> has given, blanks and line breaks around it passed over.</param>
    /// <returns>The position.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">It is not the text of a position.</exception>
    public static Pop3Position Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var position) ? position : throw new FormatException("This is not the text of a POP3 position.");
    }

    /// <summary>Reads a position, if it is one.</summary>
    /// <param name="text">The text; may be null.</param>
    /// <param name="position">The position; null if it is none.</param>
    /// <returns>Whether it is a position.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Pop3Position? position)
    {
        position = null;
        var words = text?.Trim().Split(' ') ?? [];
        if (words.Length == 0 || words[0] != Version) return false;
        var seen = new List<string>();
        var deleted = new List<string>();
        for (var i = 1; i < words.Length; i++)
        {
            var isDeleted = words[i].Length > 0 && words[i][0] == '-';
            var key = isDeleted ? words[i].Substring(1) : words[i];
            if (!Pop3Key.IsKey(key)) return false;
            seen.Add(key);
            if (isDeleted) deleted.Add(key);
        }

        position = new Pop3Position(seen, deleted);
        return true;
    }

    /// <summary>
    /// The text to keep: one line of ASCII, <c>v1</c> and a word for each message that was seen and stands in the mailbox.
    /// </summary>
    /// <returns>The text, for <see cref="Parse"/>.</returns>
    public override string ToString()
    {
        var text = new StringBuilder(Version);
        foreach (var key in _seen.OrderBy(key => key, StringComparer.Ordinal))
        {
            text.Append(' ').Append(_deleted.Contains(key) ? "-" : "").Append(key);
        }
        return text.ToString();
    }

    /// <summary>Whether both know the same messages.</summary>
    /// <param name="other">The other position.</param>
    /// <returns>True if they do.</returns>
    public bool Equals(Pop3Position? other) => other is not null && _seen.SetEquals(other._seen) && _deleted.SetEquals(other._deleted);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Pop3Position);

    /// <inheritdoc />
    public override int GetHashCode() => _seen.Aggregate(_deleted.Count, (hash, key) => hash ^ StringComparer.Ordinal.GetHashCode(key));
}
