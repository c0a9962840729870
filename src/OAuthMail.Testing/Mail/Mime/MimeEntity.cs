namespace OAuthMail.Testing.Mail.Mime;

/// <summary>A message or a part of one: where its header and body stand, and what is below it.</summary>
internal sealed class MimeEntity
{
    public required IReadOnlyList<HeaderField> Fields { get; init; }

    /// <summary>The header with the empty line that ends it.</summary>
    public required ReadOnlyMemory<byte> Header { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required StructuredValue ContentType { get; init; }

    /// <summary>The parts of a multipart.</summary>
    public IReadOnlyList<MimeEntity> Children { get; set; } = [];

    /// <summary>The message inside a message/rfc822.</summary>
    public MimeEntity? Embedded { get; set; }

    public bool IsMultipart => ContentType.Type == "multipart" && Children.Count > 0;

    public string Encoding => Value("Content-Transfer-Encoding")?.ToLowerInvariant() ?? "7bit";

    public string? Value(string name) => Fields.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;
}
