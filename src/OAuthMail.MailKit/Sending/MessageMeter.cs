using MimeKit.IO;

namespace OAuthMail.MailKit.Sending;

/// <summary>
/// Measures a message, and counts the lines that begin with a dot: each gets another one on its way (RFC 5321 section 4.5.2).
/// </summary>
internal sealed class MessageMeter : MeasuringStream
{
    private bool _isLineBegin = true;

    public long Dots { get; private set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        base.Write(buffer, offset, count);
        if (count == 0) return;
        var end = offset + count;
        if (_isLineBegin && buffer[offset] == (byte)'.') Dots++;
        for (var at = offset; (at = Array.IndexOf(buffer, (byte)'\n', at, end - at)) >= 0;)
        {
            if (++at == end) break;
            if (buffer[at] == (byte)'.') Dots++;
        }

        _isLineBegin = buffer[end - 1] == (byte)'\n';
    }
}
