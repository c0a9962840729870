using MimeKit.IO;

namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Measures a message, finds carriage returns without a line feed, and counts the lines that begin with a dot. SMTP's DATA adds a dot to
/// each of them (RFC 5321 section 4.5.2).
/// </summary>
internal sealed class WireSizeStream : MeasuringStream
{
    private bool _isLineStart = true;
    private bool _isAfterReturn;

    /// <summary>Gets the number of lines that begin with a dot.</summary>
    public long Dots { get; private set; }

    /// <summary>Gets a value that indicates whether there is a carriage return without a line feed (RFC 5321 section 2.3.8).</summary>
    public bool HasBareReturn { get; private set; }

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
        HasBareReturn |= _isAfterReturn && buffer[offset] != (byte)'\n';
        for (var at = offset; (at = Array.IndexOf(buffer, (byte)'\r', at, end - at)) >= 0 && ++at < end;)
        {
            HasBareReturn |= buffer[at] != (byte)'\n';
        }

        _isAfterReturn = buffer[end - 1] == (byte)'\r';
    }
}
