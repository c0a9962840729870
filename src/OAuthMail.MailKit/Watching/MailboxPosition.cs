using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit;

/// <summary>
/// The progress of a watch in an IMAP folder: the last delivered message. Store its text; a watch that begins there continues after that
/// message. It contains the message's UID and the folder's UIDVALIDITY (RFC 3501 section 2.3.1.1). In case UIDVALIDITY changes, it also
/// contains the message's arrival date and a hash of its Message-ID.
/// </summary>
public sealed class MailboxPosition : IEquatable<MailboxPosition>
{
    private const string FirstVersion = "v1";
    private const string Version = "v2";
    private const string TransportVersion = "t1";

    /// <summary>Belongs to no IMAP folder, so that a watch over IMAP searches for the last delivered message.</summary>
    private const uint TransportValidity = uint.MaxValue;
    private const int FingerprintLength = 22;

    internal MailboxPosition(uint uidValidity, uint uid, long? receivedAt = null, string? fingerprint = null)
    {
        UidValidity = uidValidity;
        Uid = uid;
        ReceivedAt = receivedAt;
        Fingerprint = fingerprint;
    }

    /// <summary>Gets the position before the first message. A watch that begins there delivers all messages in the folder.</summary>
    public static MailboxPosition Beginning { get; } = new(0, 0);

    /// <summary>
    /// Gets the UIDVALIDITY that <see cref="Uid"/> belongs to, or 0 for <see cref="Beginning"/> and at a server that announces none.
    /// </summary>
    public uint UidValidity { get; }

    /// <summary>Gets the UID of the last delivered message, or 0 if there is none.</summary>
    public uint Uid { get; }

    /// <summary>
    /// Gets the arrival date of the message in seconds since 1970, or <see langword="null"/> if the message can't be found again.
    /// </summary>
    internal long? ReceivedAt { get; }

    /// <summary>Gets a hash of its Message-ID, or <see langword="null"/> if the message can't be found again.</summary>
    internal string? Fingerprint { get; }

    /// <summary>Gets the progress of a watch without IMAP, or <see langword="null"/>.</summary>
    internal string? Opaque { get; private init; }

    internal bool IsBeginning => UidValidity == 0 && Uid == 0;

    /// <summary>Parses the text of a position.</summary>
    /// <param name="text">The text that <see cref="ToString"/> returned. White space around it is ignored.</param>
    /// <returns>The position.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException"><paramref name="text"/> is not the text of a position.</exception>
    public static MailboxPosition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var position)
            ? position
            : throw new FormatException("The text is not a mailbox position. Expected the result of MailboxPosition.ToString().");
    }

    /// <summary>Parses the text of a position, and returns whether it is valid.</summary>
    /// <param name="text">The text, or <see langword="null"/>.</param>
    /// <param name="position">The position, or <see langword="null"/> if the text is not valid.</param>
    /// <returns><see langword="true"/> if the text is valid; otherwise <see langword="false"/>.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MailboxPosition? position)
    {
        position = null;
        var trimmed = text?.Trim() ?? "";
        if (trimmed.StartsWith(TransportVersion + ":", StringComparison.Ordinal))
        {
            position = ReadTransport(trimmed.Substring(TransportVersion.Length + 1));
            return position is not null;
        }

        var colon = trimmed.IndexOf(':');
        if (colon < 0) return false;
        var (version, rest) = (trimmed.Substring(0, colon), trimmed.Substring(colon + 1));
        if (version == Version)
        {
            var end = rest.IndexOf(':');
            if (end < 0 || !PositionChecksum.Matches(rest.Substring(0, end), rest.Substring(end))) return false;
            rest = rest.Substring(end + 1);
        }
        else if (version != FirstVersion)
        {
            return false;
        }

        position = Read(rest.Split(':'));
        return position is not null;
    }

    /// <summary>
    /// Returns the text to store, one line of ASCII: <c>v2:checksum:UIDVALIDITY:UID</c>, followed by <c>:seconds:hash</c> if the
    /// message can be found again. The checksum detects a text that was cut. The texts of the previous format, <c>v1</c> without a
    /// checksum, can still be parsed. Over IMAP the line is short. With Microsoft Graph it begins with <c>t1</c>, and it also contains the
    /// address of the next changes and the ids of the last 500 messages: usually 4 to 7 KB.
    /// </summary>
    /// <returns>The text, for <see cref="Parse"/>.</returns>
    public override string ToString()
    {
        if (Opaque is not null)
        {
            var own = string.Format(CultureInfo.InvariantCulture, ":{0}:{1}:{2}:{3}", Uid, ReceivedAt, Fingerprint, Opaque);
            return string.Concat(
                TransportVersion, ":", PositionChecksum.Format(PositionChecksum.Continue(PositionChecksum.Empty, own)), own);
        }

        var text = string.Format(CultureInfo.InvariantCulture, ":{0}:{1}", UidValidity, Uid);
        if (Fingerprint is not null) text += string.Format(CultureInfo.InvariantCulture, ":{0}:{1}", ReceivedAt, Fingerprint);
        return string.Concat(Version, ":", PositionChecksum.Format(PositionChecksum.Continue(PositionChecksum.Empty, text)), text);
    }

    /// <summary>Returns whether both positions refer to the same message of the same folder.</summary>
    /// <param name="other">The other position.</param>
    /// <returns><see langword="true"/> if UIDVALIDITY and UID are equal; otherwise <see langword="false"/>.</returns>
    public bool Equals(MailboxPosition? other) =>
        other is not null && other.UidValidity == UidValidity && other.Uid == Uid && other.Opaque == Opaque;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as MailboxPosition);

    /// <inheritdoc />
    public override int GetHashCode() => unchecked(((int)UidValidity * 397) ^ (int)Uid);

    /// <summary>Creates the position of a watch without IMAP.</summary>
    /// <param name="sequence">The number of delivered messages.</param>
    /// <param name="receivedAt">The arrival date of the last message in seconds since 1970.</param>
    /// <param name="fingerprint">The fingerprint of its Message-ID.</param>
    /// <param name="opaque">The progress: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
    internal static MailboxPosition OfTransport(uint sequence, long? receivedAt, string? fingerprint, string opaque) =>
        new(TransportValidity, sequence, receivedAt, fingerprint) { Opaque = opaque };

    internal static string FingerprintOf(string messageId) => Hashing.Fingerprint("message-id", messageId);

    internal static MailboxPosition Of(uint uidValidity, IMessageSummary message)
    {
        var fingerprint = GetFingerprint(message);
        return fingerprint is null
            ? new MailboxPosition(uidValidity, message.UniqueId.Id)
            : new MailboxPosition(uidValidity, message.UniqueId.Id, message.InternalDate!.Value.ToUnixTimeSeconds(), fingerprint);
    }

    /// <summary>Returns the position of the same message under another UIDVALIDITY and UID.</summary>
    internal MailboxPosition Renumbered(uint uidValidity, uint uid) => new(uidValidity, uid, ReceivedAt, Fingerprint);

    /// <summary>Returns whether this position refers to a message, whatever its present UID is.</summary>
    internal bool RefersTo(IMessageSummary message) =>
        Fingerprint is not null && message.InternalDate?.ToUnixTimeSeconds() == ReceivedAt && GetFingerprint(message) == Fingerprint;

    private static string? GetFingerprint(IMessageSummary message) =>
        message.InternalDate is not null && message.Envelope?.MessageId is { Length: > 0 } id
            ? FingerprintOf(id)
            : null;

    private static MailboxPosition? Read(string[] parts)
    {
        if (parts.Length is not (2 or 4) || !TryRead(parts[0], out var validity) || !TryRead(parts[1], out var uid)) return null;
        var isBeginning = validity == 0 && uid == 0;
        if (parts.Length == 2) return isBeginning ? Beginning : new MailboxPosition(validity, uid);
        if (isBeginning) return null;
        if (!long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var receivedAt)) return null;
        return parts[3].Length == FingerprintLength && parts[3].All(c => char.IsLetterOrDigit(c) || c is '-' or '_')
            ? new MailboxPosition(validity, uid, receivedAt, parts[3])
            : null;
    }

    private static MailboxPosition? ReadTransport(string text)
    {
        var end = text.IndexOf(':');
        if (end < 0 || !PositionChecksum.Matches(text.Substring(0, end), text.Substring(end))) return null;
        var parts = text.Substring(end + 1).Split(':');
        if (parts.Length != 4 || !TryRead(parts[0], out var sequence)) return null;
        var hasDate = long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var receivedAt);
        return OfTransport(sequence, hasDate ? receivedAt : null, parts[2].Length > 0 ? parts[2] : null, parts[3]);
    }

    private static bool TryRead(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
