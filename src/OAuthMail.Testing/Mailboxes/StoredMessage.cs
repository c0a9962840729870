using System.Collections.Frozen;
using System.Text;

namespace OAuthMail.Testing;

/// <summary>A message in a folder, as it stood when it was asked for. It does not change; a flag set later shows in a new object.</summary>
public sealed class StoredMessage
{
    private static readonly FrozenSet<string> NoFlags = FrozenSet<string>.Empty;

    internal StoredMessage(uint uid, ReadOnlyMemory<byte> content, IEnumerable<string>? flags, DateTimeOffset internalDate)
    {
        Uid = uid;
        Content = content;
        Flags = flags is null ? NoFlags : flags.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        InternalDate = internalDate;
    }

    /// <summary>Its unique identifier in the folder (RFC 3501 §2.3.1.1).</summary>
    public uint Uid { get; }

    /// <summary>The message, octet for octet as it was handed over.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The message as text, read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);

    /// <summary>Its flags, such as <c>\Seen</c>; compared without regard to case. <c>\Recent</c> belongs to sessions and is not here.</summary>
    public IReadOnlySet<string> Flags { get; }

    /// <summary>When it was received, or what APPEND said instead.</summary>
    public DateTimeOffset InternalDate { get; }

    internal StoredMessage WithFlags(IEnumerable<string> flags) => new(Uid, Content, flags, InternalDate);
}
