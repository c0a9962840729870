namespace OAuthMail.MailKit.Protocol;

/// <summary>Puts lines together again that came in pieces. A line that is too long is cut into several.</summary>
internal sealed class LineCollector(int longest)
{
    private byte[] _line = [];
    private int _length;

    /// <summary>Takes a piece in, and gives each line that it ends away, with its end.</summary>
    public void Add(byte[] buffer, int offset, int count, Action<byte[], int> take)
    {
        for (var i = offset; i < offset + count; i++)
        {
            if (_length == longest) Flush(take);
            if (_length == _line.Length) Array.Resize(ref _line, Math.Max(256, Math.Min(longest, _line.Length * 2)));
            _line[_length++] = buffer[i];
            if (buffer[i] == (byte)'\n') Flush(take);
        }
    }

    /// <summary>Gives what is there away, whether it is a line or not.</summary>
    public void Flush(Action<byte[], int> take)
    {
        var length = _length;
        _length = 0;
        if (length > 0) take(_line, length);
    }
}
