using System.Text;

namespace OAuthMail.Testing.Mail.Mime;

/// <summary>Represents a header field with its bytes in the stored message.</summary>
/// <param name="Name">The name, without the colon.</param>
/// <param name="Raw">The field as it is stored, including its line ends.</param>
internal sealed record HeaderField(string Name, ReadOnlyMemory<byte> Raw)
{
    /// <summary>
    /// Gets the value without line ends and surrounding white space. Each character is one byte (Latin-1).
    /// </summary>
    public string Value
    {
        get
        {
            var text = Encoding.Latin1.GetString(Raw.Span[(Raw.Span.IndexOf((byte)':') + 1)..]);
            return text.Replace("\r\n", "", StringComparison.Ordinal).Trim();
        }
    }
}
