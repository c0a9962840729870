namespace OAuthMail.Testing.Mailboxes;

/// <summary>Represents the bytes of a message, with their structure once a command has needed it.</summary>
internal sealed class MessageContent(ReadOnlyMemory<byte> octets)
{
    private object? _structure;

    public ReadOnlyMemory<byte> Octets => octets;

    /// <summary>Returns the structure, which is parsed once. Two threads may parse it at the same time, with the same result.</summary>
    public T GetStructure<T>(Func<ReadOnlyMemory<byte>, T> parse)
        where T : class => (T)(_structure ??= parse(octets));
}
