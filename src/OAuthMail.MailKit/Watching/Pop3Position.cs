using System.Diagnostics.CodeAnalysis;
using System.Text;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit;

/// <summary>
/// The progress of a watch in a POP3 mailbox: the UIDLs (RFC 1939 section 7) of the messages in it that were delivered, and which of them
/// are still to be deleted. Store its text; a watch that begins there continues with the other messages. Each message takes up to 34
/// characters; a longer UIDL is stored as 192 bits of its SHA-256.
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

    /// <summary>Gets the position before the first message. A watch that begins there delivers all messages in the mailbox.</summary>
    public static Pop3Position Beginning { get; } = new([], []);

    /// <summary>Gets the keys of the delivered messages (<see cref="UidlKey"/>).</summary>
    internal IEnumerable<string> Seen => _seen;

    /// <summary>Gets the keys of those among them that are to be deleted.</summary>
    internal IEnumerable<string> Deleted => _deleted;

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
        var words = text?.Trim().Split(' ') ?? [];
        if (words.Length == 0 || words[0] != Version) return false;
        var seen = new List<string>();
        var deleted = new List<string>();
        for (var i = 1; i < words.Length; i++)
        {
            var isDeleted = words[i].Length > 0 && words[i][0] == '-';
            var key = isDeleted ? words[i].Substring(1) : words[i];
            if (!UidlKey.IsKey(key)) return false;
            seen.Add(key);
            if (isDeleted) deleted.Add(key);
        }

        position = new Pop3Position(seen, deleted);
        return true;
    }

    /// <summary>
    /// Returns the text to store, one line of ASCII: <c>v1</c>, followed by a word for each delivered message that is in the mailbox.
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

    /// <summary>Returns whether both positions contain the same messages.</summary>
    /// <param name="other">The other position.</param>
    /// <returns><see langword="true"/> if they do; otherwise <see langword="false"/>.</returns>
    public bool Equals(Pop3Position? other) => other is not null && _seen.SetEquals(other._seen) && _deleted.SetEquals(other._deleted);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Pop3Position);

    /// <inheritdoc />
    public override int GetHashCode() => _seen.Aggregate(_deleted.Count, (hash, key) => hash ^ StringComparer.Ordinal.GetHashCode(key));
}
