namespace OAuthMail.MailKit.Watching;

/// <summary>
/// The text of a POP3 position after its checksum. Words are only appended, and a word replaces an earlier one of the same message, so
/// that the position after one more message costs only that message. Copies share the characters.
/// </summary>
internal readonly struct Pop3PositionText
{
    private readonly char[]? _characters;
    private readonly int _length;

    private Pop3PositionText(char[] characters, int length, ulong checksum)
    {
        _characters = characters;
        _length = length;
        Checksum = checksum;
    }

    /// <summary>Gets the text without words.</summary>
    public static Pop3PositionText Empty { get; } = new([], 0, PositionChecksum.Empty);

    public ulong Checksum { get; }

    /// <summary>
    /// Returns the text with one more word. Only the longest text may be continued, because it owns the rest of the array.
    /// </summary>
    public Pop3PositionText Append(string word)
    {
        var added = " " + word;
        var characters = _characters ?? [];
        if (_length + added.Length > characters.Length)
        {
            characters = new char[Math.Max(256, 2 * (_length + added.Length))];
            Array.Copy(_characters ?? [], characters, _length);
        }
        added.CopyTo(0, characters, _length, added.Length);
        return new Pop3PositionText(characters, _length + added.Length, PositionChecksum.Continue(Checksum, added));
    }

    public override string ToString() => new(_characters ?? [], 0, _length);
}
