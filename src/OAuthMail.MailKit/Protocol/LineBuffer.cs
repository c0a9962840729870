namespace OAuthMail.MailKit.Protocol;

/// <summary>Assembles lines from blocks of a conversation. A line longer than the maximum is split.</summary>
internal sealed class LineBuffer(int maximumLength)
{
    private byte[] _line = [];
    private int _length;

    /// <summary>Adds a block, and calls <paramref name="onLine"/> with each completed line, including its line break.</summary>
    public void Add(byte[] buffer, int offset, int count, Action<byte[], int> onLine)
    {
        for (var i = offset; i < offset + count; i++)
        {
            if (_length == maximumLength) Flush(onLine);
            if (_length == _line.Length) Array.Resize(ref _line, Math.Max(256, Math.Min(maximumLength, _line.Length * 2)));
            _line[_length++] = buffer[i];
            if (buffer[i] == (byte)'\n') Flush(onLine);
        }
    }

    /// <summary>Calls <paramref name="onLine"/> with the buffered octets, even if the line isn't complete.</summary>
    public void Flush(Action<byte[], int> onLine)
    {
        var length = _length;
        _length = 0;
        if (length > 0) onLine(_line, length);
    }
}
