using System.Runtime.CompilerServices;
using System.Text;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing.Mail.Mime;

/// <summary>Reads a message's structure (RFC 5322, RFC 2046) without ever failing: what is broken is a part of plain text.</summary>
internal static class MimeParser
{
    // A message nested or split beyond this is made to exhaust its reader.
    private const int MostDepth = 32;
    private const int MostParts = 1000;
    private static readonly ConditionalWeakTable<StoredMessage, MimeEntity> Known = [];

    public static MimeEntity Of(StoredMessage message) => Known.GetValue(message, m => Parse(m.Content));

    public static MimeEntity Parse(ReadOnlyMemory<byte> message) => Read(message, StructuredValue.PlainText, 0);

    private static MimeEntity Read(ReadOnlyMemory<byte> octets, StructuredValue ifUntyped, int depth)
    {
        var bodyAt = EndOfHeader(octets.Span);
        var fields = ReadFields(Encoding.Latin1.GetString(octets.Span[..bodyAt]));
        var typed = fields.FirstOrDefault(f => f.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
        var entity = new MimeEntity
        {
            Fields = fields,
            Header = octets[..bodyAt],
            Body = octets[bodyAt..],
            ContentType = typed is null ? ifUntyped : StructuredValue.ParseContentType(typed.Value),
        };
        if (depth >= MostDepth) return entity;

        if (entity.ContentType is { Type: "multipart" } && entity.ContentType.Parameter("boundary") is { Length: > 0 } boundary)
        {
            var untyped = entity.ContentType.Subtype == "digest" ? StructuredValue.ParseContentType("message/rfc822") : StructuredValue.PlainText;
            entity.Children = [.. Split(entity.Body, "--" + boundary).Take(MostParts).Select(part => Read(part, untyped, depth + 1))];
        }
        else if (entity.ContentType is { Type: "message", Subtype: "rfc822" })
        {
            entity.Embedded = Read(entity.Body, StructuredValue.PlainText, depth + 1);
        }

        return entity;
    }

    private static int EndOfHeader(ReadOnlySpan<byte> octets)
    {
        if (octets.StartsWith("\r\n"u8)) return 2;
        var end = octets.IndexOf("\r\n\r\n"u8);
        return end < 0 ? octets.Length : end + 4;
    }

    private static List<HeaderField> ReadFields(string header)
    {
        var fields = new List<HeaderField>();
        var start = 0;
        while (start < header.Length)
        {
            var end = start;
            do
            {
                var lineEnd = header.IndexOf("\r\n", end, StringComparison.Ordinal);
                end = lineEnd < 0 ? header.Length : lineEnd + 2;
            }
            while (end < header.Length && header[end] is ' ' or '\t');

            var raw = header[start..end];
            var colon = raw.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) fields.Add(new(raw[..colon].TrimEnd(), raw, raw[(colon + 1)..].Replace("\r\n", "", StringComparison.Ordinal).Trim()));
            start = end;
        }

        return fields;
    }

    /// <summary>RFC 2046 §5.1.1: the line end before a boundary belongs to the boundary.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body, string boundary)
    {
        var mark = Encoding.Latin1.GetBytes(boundary);
        var partAt = -1;
        var lineAt = 0;
        while (lineAt < body.Length)
        {
            var rest = body.Span[lineAt..];
            var lineLength = rest.IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : rest.Length;
            if (rest.StartsWith(mark) && IsBoundary(rest[mark.Length..lineLength], out var last))
            {
                if (partAt >= 0) yield return body[partAt..Math.Max(partAt, WithoutLineEnd(body.Span, lineAt))];
                if (last) yield break;
                partAt = lineAt + lineLength;
            }

            lineAt += lineLength;
        }

        if (partAt >= 0 && partAt < body.Length) yield return body[partAt..];
    }

    private static bool IsBoundary(ReadOnlySpan<byte> afterMark, out bool last)
    {
        last = afterMark.StartsWith("--"u8);
        return (last ? afterMark[2..] : afterMark).Trim(" \t\r\n"u8).IsEmpty;
    }

    private static int WithoutLineEnd(ReadOnlySpan<byte> body, int lineAt)
    {
        if (lineAt > 0 && body[lineAt - 1] == '\n') lineAt--;
        if (lineAt > 0 && body[lineAt - 1] == '\r') lineAt--;
        return lineAt;
    }
}
