using MimeKit;

namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Encodes parts that contain a carriage return without a line feed. SMTP does not allow it in a message (RFC 5321 section 2.3.8): servers
/// differ in whether it ends a line, and attackers use this difference to smuggle messages.
/// </summary>
internal static class BareReturns
{
    /// <summary>Encodes such parts in base64. Signed parts stay as they are, because their signature would become invalid.</summary>
    public static void Encode(MimeEntity? entity)
    {
        switch (entity)
        {
            case Multipart multipart when !multipart.ContentType.IsMimeType("multipart", "signed"):
                foreach (var child in multipart) Encode(child);
                break;
            case MessagePart { Message: { } message }:
                Encode(message.Body);
                break;
            case MimePart { Content: { } content } part when IsSentAsItIs(part.ContentTransferEncoding) && Contains(content):
                part.ContentTransferEncoding = ContentEncoding.Base64;
                break;
        }
    }

    private static bool IsSentAsItIs(ContentEncoding encoding) =>
        encoding is ContentEncoding.Default or ContentEncoding.SevenBit or ContentEncoding.EightBit;

    private static bool Contains(IMimeContent content)
    {
        using var scan = new WireSizeStream();
        content.DecodeTo(scan);
        return scan.HasBareReturn;
    }
}
