using System.Text;

namespace OAuthMail.MailKit.Protocol;

/// <summary>Puts lines together again that came in pieces. A line that is too long is cut into several.</summary>
internal sealed class LineCollector(int longest)
{
    private byte[] _line = [];
    private int _length;

    public void Add(byte[] buffer, int offset, int count, Action<string, bool> take)
    {
        for (var i = offset; i < offset + count; i++)
        {
            if (buffer[i] == (byte)'\n')
            {
                Take(take, ended: true);
                continue;
            }

            if (_length == longest) Take(take, ended: false);
            if (_length == _line.Length) Array.Resize(ref _line, Math.Max(256, Math.Min(longest, _line.Length * 2)));
            _line[_length++] = buffer[i];
        }
    }

    public void Flush(Action<string, bool> take)
    {
        if (_length > 0) Take(take, ended: false);
    }

    private void Take(Action<string, bool> take, bool ended)
    {
        var length = ended && _length > 0 && _line[_length - 1] == (byte)'\r' ? _length - 1 : _length;
        _length = 0;
        take(Encoding.UTF8.GetString(_line, 0, length), ended);
    }
}
