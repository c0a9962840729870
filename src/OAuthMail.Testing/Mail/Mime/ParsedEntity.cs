namespace OAuthMail.Testing.Mail.Mime;

/// <summary>
/// Represents a message or a part of a message as slices of the stored bytes, with the parts that it contains.
/// </summary>
internal sealed class ParsedEntity
{
    public required IReadOnlyList<HeaderField> Fields { get; init; }

    /// <summary>Gets the header, including the empty line that ends it.</summary>
    public required ReadOnlyMemory<byte> Header { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required ParameterizedValue ContentType { get; init; }

    /// <summary>Gets the parts of a multipart.</summary>
    public IReadOnlyList<ParsedEntity> Children { get; init; } = [];

    /// <summary>Gets the message inside a <c>message/rfc822</c> part, or <see langword="null"/> for any other part.</summary>
    public ParsedEntity? Embedded { get; init; }

    public bool IsMultipart => ContentType.Type == "multipart" && Children.Count > 0;

    public string Encoding => Value("Content-Transfer-Encoding")?.ToLowerInvariant() ?? "7bit";

    public string? Value(string name)
    {
        // ENVELOPE asks for ten fields of each message, so that a closure for each of them counts.
        for (var i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return Fields[i].Value;
        }

        return null;
    }
}
