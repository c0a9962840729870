using System.Text;

namespace OAuthMail.Testing.Mail;

/// <summary>A line as it came, without its end.</summary>
internal sealed class ReceivedLine(byte[] octets, long length, bool tooLong, bool bareLineFeed)
{
    /// <summary>The octets; of a line that was too long, the first ones.</summary>
    public byte[] Octets => octets;

    /// <summary>How long it was with its end, also if it was too long to keep.</summary>
    public long Length => length;

    /// <summary>Whether it was longer than the limit that was given.</summary>
    public bool TooLong => tooLong;

    /// <summary>Whether it ended with LF alone.</summary>
    public bool BareLineFeed => bareLineFeed;

    /// <summary>The line, read as UTF-8.</summary>
    public string Text { get; } = Encoding.UTF8.GetString(octets);
}
