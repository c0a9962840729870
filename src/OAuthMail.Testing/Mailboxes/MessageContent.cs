namespace OAuthMail.Testing.Mailboxes;

/// <summary>Represents the bytes of a message, with what the servers have parsed of it.</summary>
internal sealed class MessageContent(ReadOnlyMemory<byte> octets)
{
    // One for each type: the IMAP server and the Graph server read the same message in different forms.
    private volatile object[] _structures = [];

    public ReadOnlyMemory<byte> Octets => octets;

    /// <summary>
    /// Returns the message in a form, which is parsed once. Two threads may parse it at the same time, with the same result.
    /// </summary>
    public T GetStructure<T>(Func<ReadOnlyMemory<byte>, T> parse)
        where T : class
    {
        var known = _structures;
        foreach (var one in known)
        {
            if (one is T structure) return structure;
        }

        var parsed = parse(octets);
        _structures = [.. known, parsed];
        return parsed;
    }
}
