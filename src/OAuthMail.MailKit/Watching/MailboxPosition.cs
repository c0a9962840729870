using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OAuthMail.MailKit;

/// <summary>
/// How far an IMAP folder was watched: up to and including one message. Keep its text, and the next watch goes on behind that message.
/// It holds the message's UID and the folder's UIDVALIDITY (RFC 3501 section 2.3.1.1), and, for the day when the server numbers the
/// folder anew, when the message arrived and a hash of its Message-ID.
/// </summary>
public sealed class MailboxPosition : IEquatable<MailboxPosition>
{
    private const string Version = "v1";
    private const int FingerprintLength = 22;

    internal MailboxPosition(uint uidValidity, uint uid, long? receivedAt = null, string? fingerprint = null)
    {
        UidValidity = uidValidity;
        Uid = uid;
        ReceivedAt = receivedAt;
        Fingerprint = fingerprint;
    }

    /// <summary>Before the first message: everything in the folder is delivered.</summary>
    public static MailboxPosition Beginning { get; } = new(0, 0);

    /// <summary>The UIDVALIDITY under which <see cref="Uid"/> counts; 0 for <see cref="Beginning"/>.</summary>
    public uint UidValidity { get; }

    /// <summary>The UID of the last message that was seen; 0 where there was none.</summary>
    public uint Uid { get; }

    /// <summary>When the message arrived, in seconds since 1970; null where there is no message to find again.</summary>
    internal long? ReceivedAt { get; }

    /// <summary>A hash of its Message-ID; null where there is no message to find again.</summary>
    internal string? Fingerprint { get; }

    internal bool IsBeginning => UidValidity == 0;

    /// <summary>Reads a position.</summary>
    /// <param name="text">What <see cref="ToString"/> has given, blanks and line breaks around it passed over.</param>
    /// <returns>The position.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">It is not the text of a position.</exception>
    public static MailboxPosition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var position) ? position : throw new FormatException("This is not the text of a mailbox position.");
    }

    /// <summary>Reads a position, if it is one.</summary>
    /// <param name="text">The text; may be null.</param>
    /// <param name="position">The position; null if it is none.</param>
    /// <returns>Whether it is a position.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MailboxPosition? position)
    {
        position = null;
        var parts = text?.Trim().Split(':') ?? [];
        if (parts.Length is not (3 or 5) || parts[0] != Version || !TryRead(parts[1], out var validity) || !TryRead(parts[2], out var uid))
        {
            return false;
        }
        if (validity == 0 && (uid != 0 || parts.Length == 5)) return false;
        if (parts.Length == 3)
        {
            position = validity == 0 ? Beginning : new MailboxPosition(validity, uid);
            return true;
        }

        if (!long.TryParse(parts[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var receivedAt)) return false;
        if (parts[4].Length != FingerprintLength || !parts[4].All(c => char.IsLetterOrDigit(c) || c is '-' or '_')) return false;
        position = new MailboxPosition(validity, uid, receivedAt, parts[4]);
        return true;
    }

    /// <summary>
    /// The text to keep: one short line of ASCII. It reads <c>v1:UIDVALIDITY:UID</c>, and where the message can be found again
    /// <c>:seconds:hash</c>.
    /// </summary>
    /// <returns>The text, for <see cref="Parse"/>.</returns>
    public override string ToString()
    {
        var numbers = string.Format(CultureInfo.InvariantCulture, "{0}:{1}:{2}", Version, UidValidity, Uid);
        return Fingerprint is null ? numbers : string.Format(CultureInfo.InvariantCulture, "{0}:{1}:{2}", numbers, ReceivedAt, Fingerprint);
    }

    /// <summary>Whether both stand behind the same message of the same folder.</summary>
    /// <param name="other">The other position.</param>
    /// <returns>True if UIDVALIDITY and UID are equal.</returns>
    public bool Equals(MailboxPosition? other) => other is not null && other.UidValidity == UidValidity && other.Uid == Uid;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as MailboxPosition);

    /// <inheritdoc />
    public override int GetHashCode() => unchecked(((int)UidValidity * 397) ^ (int)Uid);

    internal static MailboxPosition Of(uint uidValidity, IMessageSummary message)
    {
        var fingerprint = GetFingerprint(message);
        return fingerprint is null
            ? new MailboxPosition(uidValidity, message.UniqueId.Id)
            : new MailboxPosition(uidValidity, message.UniqueId.Id, message.InternalDate!.Value.ToUnixTimeSeconds(), fingerprint);
    }

    /// <summary>The same message under another number.</summary>
    internal MailboxPosition Renumbered(uint uidValidity, uint uid) => new(uidValidity, uid, ReceivedAt, Fingerprint);

    /// <summary>Whether a message is the one that this position stands behind, whatever its UID is now.</summary>
    internal bool IsBehind(IMessageSummary message) =>
        Fingerprint is not null && message.InternalDate?.ToUnixTimeSeconds() == ReceivedAt && GetFingerprint(message) == Fingerprint;

    private static string? GetFingerprint(IMessageSummary message) =>
        message.InternalDate is not null && message.Envelope?.MessageId is { Length: > 0 } id
            ? Hashing.Fingerprint("message-id", id)
            : null;

    private static bool TryRead(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
