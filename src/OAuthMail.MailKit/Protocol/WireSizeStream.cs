using MimeKit.IO;

namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Measures a message, and counts the lines that begin with a dot. SMTP's DATA adds a dot to each of them (RFC 5321 section 4.5.2).
/// </summary>
internal sealed class WireSizeStream : MeasuringStream
{
    private bool _isLineStart = true;

    /// <summary>Gets the number of lines that begin with a dot.</summary>
    public long Dots { get; private set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        base.Write(buffer, offset, count);
        if (count == 0) return;
        var end = offset + count;
        if (_isLineStart && buffer[offset] == (byte)'.') Dots++;
        for (var at = offset; (at = Array.IndexOf(buffer, (byte)'\n', at, end - at)) >= 0;)
        {
            if (++at == end) break;
            if (buffer[at] == (byte)'.') Dots++;
        }

        _isLineStart = buffer[end - 1] == (byte)'\n';
    }
}
