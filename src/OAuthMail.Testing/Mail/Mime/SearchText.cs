using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace OAuthMail.Testing.Mail.Mime;

/// <summary>Decodes headers and text parts with MimeKit, for SEARCH.</summary>
internal static class SearchText
{
    /// <summary>Decodes the value of a header: encoded words (RFC 2047), and other bytes as UTF-8.</summary>
    public static string DecodeHeader(string latin1) => Rfc2047.DecodeText(Encoding.Latin1.GetBytes(latin1));

    /// <summary>Decodes the text parts of an entity. Other parts are ignored.</summary>
    public static string ReadBody(ParsedEntity entity)
    {
        if (entity.Embedded is { } embedded) return ReadBody(embedded);
        if (entity.IsMultipart) return string.Join('\n', entity.Children.Select(ReadBody));
        if (entity.ContentType.Type != "text") return "";
        using var part = new TextPart("plain");
        if (entity.ContentType.Parameter("charset") is { Length: > 0 } charset) part.ContentType.Charset = charset;
        var encoding = MimeUtils.TryParse(entity.Encoding, out ContentEncoding known) ? known : ContentEncoding.Default;
        using var octets = new MemoryStream(entity.Body.ToArray());
        part.Content = new MimeContent(octets, encoding);
        return part.Text;
    }
}
