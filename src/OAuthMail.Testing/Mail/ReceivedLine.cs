using System.Text;

namespace OAuthMail.Testing.Mail;

/// <summary>Represents a received line without its line end.</summary>
internal sealed class ReceivedLine(byte[] octets, long length, bool tooLong, bool bareLineFeed)
{
    /// <summary>Gets the bytes. If the line was too long, these are the first ones.</summary>
    public byte[] Octets => octets;

    /// <summary>Gets the length including the line end, even if the line was too long.</summary>
    public long Length => length;

    /// <summary>Gets a value that indicates whether the line exceeded the limit.</summary>
    public bool TooLong => tooLong;

    /// <summary>Gets a value that indicates whether the line ended with LF alone.</summary>
    public bool BareLineFeed => bareLineFeed;

    /// <summary>Gets the line, decoded as UTF-8.</summary>
    public string Text { get; } = Encoding.UTF8.GetString(octets);
}
