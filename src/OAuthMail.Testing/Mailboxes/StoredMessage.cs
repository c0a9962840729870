using System.Collections.Frozen;
using System.Text;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing;

/// <summary>
/// Represents an immutable snapshot of a message in a folder. When the flags change, the folder returns a new object.
/// </summary>
public sealed class StoredMessage
{
    private static readonly FrozenSet<string> NoFlags = FrozenSet<string>.Empty;

    internal StoredMessage(
        uint uid, MessageContent content, IEnumerable<string>? flags, DateTimeOffset internalDate, MessageDetails details)
    {
        Details = details;
        Uid = uid;
        Shared = content;
        Flags = flags is null ? NoFlags : flags.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        InternalDate = internalDate;
    }

    /// <summary>Gets the unique identifier in the folder (RFC 3501 section 2.3.1.1).</summary>
    public uint Uid { get; }

    /// <summary>Gets the message, byte for byte as it was received, except that LF alone became CR LF.</summary>
    public ReadOnlyMemory<byte> Content => Shared.Octets;

    /// <summary>Gets the message as text, decoded as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);

    /// <summary>
    /// Gets the flags, such as <c>\Seen</c>. Case is ignored. <c>\Recent</c> is a property of an IMAP session and is
    /// not included.
    /// </summary>
    public IReadOnlySet<string> Flags { get; }

    /// <summary>Gets the time at which the message was received, or the time that APPEND specified.</summary>
    public DateTimeOffset InternalDate { get; }

    /// <summary>
    /// Gets the sender of the SMTP envelope (MAIL FROM), which is an empty string for a bounce, or
    /// <see langword="null"/> if the message did not arrive over SMTP.
    /// </summary>
    public string? EnvelopeSender => Details.Sender;

    /// <summary>
    /// Gets the recipients of the SMTP envelope (RCPT TO) that led to this mailbox. Those of Bcc are only here. The list is
    /// empty if the message did not arrive over SMTP.
    /// </summary>
    public IReadOnlyList<string> EnvelopeRecipients => Details.Recipients;

    internal MessageDetails Details { get; }

    /// <summary>Gets the content, which all copies and versions of the message have in common.</summary>
    internal MessageContent Shared { get; }

    internal StoredMessage With(IEnumerable<string> flags, MessageDetails details) => new(Uid, Shared, flags, InternalDate, details);
}
