using System.Runtime.InteropServices;
using MimeKit;

namespace OAuthMail.Testing.Mail.Mime;

/// <summary>
/// Parses the structure of a message with MimeKit's <see cref="MimeReader"/>, which reports the offsets of headers and
/// parts. Parts are slices of the stored bytes and are not serialized again. Parsing never fails.
/// </summary>
internal sealed class MessageStructure : MimeReader
{
    // Only messages that are made to exhaust a parser have deeper or more parts.
    private const int MaximumDepth = 32;
    private const int MaximumParts = 1000;

    private static readonly ParserOptions ReaderOptions = new() { MaxMimeDepth = MaximumDepth };
    private static readonly byte[] Wrapper = "Content-Type: message/rfc822\r\n\r\n"u8.ToArray();

    // MimeReader allocates buffers of several kilobytes. One reader per thread makes it faster to parse many small
    // messages.
    [ThreadStatic]
    private static MessageStructure? s_reader;

    private readonly Stack<Node> _open = [];
    private ReadOnlyMemory<byte> _octets;
    private List<HeaderField> _fields = [];
    private ParsedEntity? _root;

    private MessageStructure()
        : base(ReaderOptions, Stream.Null, MimeFormat.Entity)
    {
    }

    public static ParsedEntity Of(StoredMessage message) => message.Shared.GetStructure(Parse);

    public static ParsedEntity Parse(ReadOnlyMemory<byte> message)
    {
        var reader = s_reader ?? new MessageStructure();

        // A reader is not reused after an unexpected exception, because its state is unknown then.
        s_reader = null;
        var entity = reader.Read(message);
        s_reader = reader;
        return entity;
    }

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => _fields = [];

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        var begin = (int)header.Offset!.Value;
        var colon = begin + header.RawField.Length;

        // A line that is not a header field is reported as a field without a colon.
        if (colon >= _octets.Length || _octets.Span[colon] != ':') return;
        _fields.Add(new HeaderField(header.Field, _octets[begin..(colon + 1 + header.RawValue.Length)]));
    }

    protected override void OnMimePartBegin(
        ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        Open();

    protected override void OnMultipartBegin(
        ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        Open();

    protected override void OnMessagePartBegin(
        ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        Open();

    protected override void OnMimePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines,
        CancellationToken cancellationToken) => Close(contentType, beginOffset, headersEndOffset, endOffset);

    protected override void OnMultipartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines,
        CancellationToken cancellationToken) => Close(contentType, beginOffset, headersEndOffset, endOffset);

    protected override void OnMessagePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines,
        CancellationToken cancellationToken)
    {
        // MimeReader reports no inner message where the part is empty.
        if (_open.Peek().Inner.Count == 0) _open.Peek().Inner.Add(Leaf(_octets[(int)endOffset..(int)endOffset]));
        Close(contentType, beginOffset, headersEndOffset, endOffset);
    }

    private static ParsedEntity Leaf(ReadOnlyMemory<byte> header) =>
        new() { Fields = [], Header = header, Body = header[header.Length..], ContentType = ParameterizedValue.PlainText };

    private ParsedEntity Read(ReadOnlyMemory<byte> message)
    {
        if (message.IsEmpty) return Leaf(message);
        try
        {
            return ReadOctets(message);
        }
        catch (FormatException)
        {
            // MimeReader does not accept a message whose first line is not a header field, unless it is inside another message.
            return ReadOctets((byte[])[.. Wrapper, .. message.Span]).Embedded!;
        }
    }

    private ParsedEntity ReadOctets(ReadOnlyMemory<byte> octets)
    {
        _octets = octets;
        _open.Clear();
        var segment = MemoryMarshal.TryGetArray(octets, out var array) ? array : new ArraySegment<byte>(octets.ToArray());
        using var stream = new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
        SetStream(stream, MimeFormat.Entity);
        ReadEntity();
        (_octets, _fields) = (default, []);
        return _root!;
    }

    private void Open() => _open.Push(new Node(_fields));

    private void Close(ContentType contentType, long begin, long headersEnd, long end)
    {
        var node = _open.Pop();

        // The line end before a boundary belongs to the boundary. Where a part is empty, that line end comes before the part.
        headersEnd = Math.Max(headersEnd, begin);
        end = Math.Max(end, headersEnd);
        var isMessage = contentType.IsMimeType("message", "rfc822");
        var typed = node.Fields.Find(f => f.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
        var entity = new ParsedEntity
        {
            Fields = node.Fields,
            Header = _octets[(int)begin..(int)headersEnd],
            Body = _octets[(int)headersEnd..(int)end],

            // MimeKit determines the default type, which differs in a digest. It is not used for parameters: it decodes
            // them, while IMAP shows them as they are stored.
            ContentType = typed is not null ? ParameterizedValue.ParseContentType(typed.Value)
                : isMessage ? ParameterizedValue.Message
                : ParameterizedValue.PlainText,
            Children = contentType.MediaType.Equals("multipart", StringComparison.OrdinalIgnoreCase) ? node.Inner : [],
            Embedded = isMessage ? node.Inner.FirstOrDefault() : null,
        };
        if (!_open.TryPeek(out var parent)) _root = entity;
        else if (parent.Inner.Count < MaximumParts) parent.Inner.Add(entity);
    }

    private sealed class Node(List<HeaderField> fields)
    {
        public List<HeaderField> Fields { get; } = fields;

        public List<ParsedEntity> Inner { get; } = [];
    }
}
