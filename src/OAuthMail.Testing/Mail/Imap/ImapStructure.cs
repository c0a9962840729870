using OAuthMail.Testing.Mail.Mime;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Writes ENVELOPE, BODY and BODYSTRUCTURE (RFC 3501 section 7.4.2).</summary>
internal static class ImapStructure
{
    private static readonly string[] AddressFields = ["From", "Sender", "Reply-To", "To", "Cc", "Bcc"];

    public static void WriteEnvelope(ImapWriter writer, ParsedEntity message)
    {
        writer.Raw("(").NString(message.Value("Date")).Raw(" ").NString(message.Value("Subject"));
        var from = ReadAddresses(message.Value("From"));
        foreach (var name in AddressFields)
        {
            writer.Raw(" ");
            var value = name == "From" ? null : message.Value(name);
            // The server fills in missing Sender and Reply-To fields from the From field.
            var isFrom = name == "From" || (string.IsNullOrEmpty(value) && (name is "Sender" or "Reply-To"));
            WriteAddresses(writer, isFrom ? from : ReadAddresses(value));
        }

        writer.Raw(" ").NString(message.Value("In-Reply-To")).Raw(" ").NString(message.Value("Message-ID")).Raw(")");
    }

    public static void WriteBody(ImapWriter writer, ParsedEntity entity, bool extended)
    {
        writer.Raw("(");
        if (entity.IsMultipart) WriteMultipart(writer, entity, extended);
        else WriteSingle(writer, entity, extended);
        writer.Raw(")");
    }

    private static List<EnvelopeAddress> ReadAddresses(string? value) => value is null ? [] : EnvelopeAddress.ParseList(value);

    private static void WriteAddresses(ImapWriter writer, List<EnvelopeAddress> addresses)
    {
        if (addresses.Count == 0)
        {
            writer.Raw("NIL");
            return;
        }

        writer.Raw("(");
        foreach (var address in addresses)
            writer.Raw("(").NString(address.Name).Raw(" NIL ").NString(address.Mailbox).Raw(" ").NString(address.Host).Raw(")");
        writer.Raw(")");
    }

    private static void WriteMultipart(ImapWriter writer, ParsedEntity entity, bool extended)
    {
        foreach (var child in entity.Children) WriteBody(writer, child, extended);
        writer.Raw(" ").NString(entity.ContentType.Subtype);
        if (!extended) return;
        writer.Raw(" ");
        WriteParameters(writer, entity.ContentType);
        WriteDisposition(writer, entity);
    }

    private static void WriteSingle(ImapWriter writer, ParsedEntity entity, bool extended)
    {
        var type = entity.ContentType;
        // A multipart without parts is shown as text. A message that is encoded or nested too deeply was not parsed. It
        // has no envelope, which the grammar requires for its type, so it is shown with another type.
        var shown = type.Type == "multipart" ? ParameterizedValue.PlainText
            : type is { Type: "message", Subtype: "rfc822" } && entity.Embedded is null ? ParameterizedValue.Octets
            : type;
        writer.NString(shown.Type).Raw(" ").NString(shown.Subtype).Raw(" ");
        WriteParameters(writer, shown);
        writer.Raw(" ").NString(entity.Value("Content-ID")).Raw(" ").NString(entity.Value("Content-Description"));
        writer.Raw(" ").NString(entity.Encoding).Raw(" ").Number(entity.Body.Length);
        if (entity.Embedded is { } embedded)
        {
            writer.Raw(" ");
            WriteEnvelope(writer, embedded);
            writer.Raw(" ");
            WriteBody(writer, embedded, extended);
        }

        if (entity.Embedded is not null || shown.Type == "text") writer.Raw(" ").Number(Lines(entity.Body.Span));
        if (!extended) return;
        writer.Raw(" ").NString(entity.Value("Content-MD5"));
        WriteDisposition(writer, entity);
    }

    private static void WriteParameters(ImapWriter writer, ParameterizedValue value)
    {
        if (value.Parameters.Count == 0)
        {
            writer.Raw("NIL");
            return;
        }

        writer.Raw("(");
        for (var i = 0; i < value.Parameters.Count; i++)
            writer.Raw(i == 0 ? "" : " ").NString(value.Parameters[i].Key).Raw(" ").NString(value.Parameters[i].Value);
        writer.Raw(")");
    }

    /// <summary>Writes disposition, language and location, which follow in both kinds of body.</summary>
    private static void WriteDisposition(ImapWriter writer, ParsedEntity entity)
    {
        if (ParameterizedValue.Parse(entity.Value("Content-Disposition")) is { Type.Length: > 0 } disposition)
        {
            writer.Raw(" (").NString(disposition.Type).Raw(" ");
            WriteParameters(writer, disposition);
            writer.Raw(")");
        }
        else
        {
            writer.Raw(" NIL");
        }

        writer.Raw(" ").NString(entity.Value("Content-Language")).Raw(" ").NString(entity.Value("Content-Location"));
    }

    private static int Lines(ReadOnlySpan<byte> body) => body.Count((byte)'\n') + (body.Length > 0 && body[^1] != '\n' ? 1 : 0);
}
