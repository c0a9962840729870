using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OAuthMail.MailKit;

/// <summary>
/// The progress of a watch in an IMAP folder: the last delivered message. Store its text; a watch that begins there continues after that
/// message. It contains the message's UID and the folder's UIDVALIDITY (RFC 3501 section 2.3.1.1). In case UIDVALIDITY changes, it also
/// contains the message's arrival date and a hash of its Message-ID.
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
        var parts = text?.Trim().Split(':') ?? [];
        if (parts.Length is not (3 or 5) || parts[0] != Version || !TryRead(parts[1], out var validity) || !TryRead(parts[2], out var uid))
        {
            return false;
        }
        if (validity == 0 && uid == 0 && parts.Length == 5) return false;
        if (parts.Length == 3)
        {
            position = validity == 0 && uid == 0 ? Beginning : new MailboxPosition(validity, uid);
            return true;
        }

        if (!long.TryParse(parts[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var receivedAt)) return false;
        if (parts[4].Length != FingerprintLength || !parts[4].All(c => char.IsLetterOrDigit(c) || c is '-' or '_')) return false;
        position = new MailboxPosition(validity, uid, receivedAt, parts[4]);
        return true;
    }

    /// <summary>
    /// Returns the text to store, one short line of ASCII: <c>v1:UIDVALIDITY:UID</c>, followed by <c>:seconds:hash</c> if the message
    /// can be found again.
    /// </summary>
    /// <returns>The text, for <see cref="Parse"/>.</returns>
    public override string ToString()
    {
        var numbers = string.Format(CultureInfo.InvariantCulture, "{0}:{1}:{2}", Version, UidValidity, Uid);
        return Fingerprint is null ? numbers : string.Format(CultureInfo.InvariantCulture, "{0}:{1}:{2}", numbers, ReceivedAt, Fingerprint);
    }

    /// <summary>Returns whether both positions refer to the same message of the same folder.</summary>
    /// <param name="other">The other position.</param>
    /// <returns><see langword="true"/> if UIDVALIDITY and UID are equal; otherwise <see langword="false"/>.</returns>
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

    /// <summary>Returns the position of the same message under another UIDVALIDITY and UID.</summary>
    internal MailboxPosition Renumbered(uint uidValidity, uint uid) => new(uidValidity, uid, ReceivedAt, Fingerprint);

    /// <summary>Returns whether this position refers to a message, whatever its present UID is.</summary>
    internal bool RefersTo(IMessageSummary message) =>
        Fingerprint is not null && message.InternalDate?.ToUnixTimeSeconds() == ReceivedAt && GetFingerprint(message) == Fingerprint;

    private static string? GetFingerprint(IMessageSummary message) =>
        message.InternalDate is not null && message.Envelope?.MessageId is { Length: > 0 } id
            ? Hashing.Fingerprint("message-id", id)
            : null;

    private static bool TryRead(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
