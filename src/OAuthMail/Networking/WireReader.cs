namespace OAuthMail.Networking;

/// <summary>
/// Reads lines and blocks of octets from a stream. Each has a maximum length, so that a server cannot exhaust the memory.
/// </summary>
internal sealed class WireReader(Stream stream)
{
    /// <summary>
    /// The maximum length of a line: an error challenge of 12,288 characters (RFC 4954 section 4) and the text before it.
    /// </summary>
    public const int MaximumLine = 16 * 1024;

    private const byte LineFeed = (byte)'\n';
    private const byte Return = (byte)'\r';
    private const byte Dot = (byte)'.';

    private readonly byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;

    /// <summary>Gets a value that indicates whether the buffer contains unread data.</summary>
    public bool HasUnread => _start < _end;

    /// <summary>Returns the unread data and removes it from the buffer.</summary>
    public byte[] TakeUnread()
    {
        var unread = new byte[_end - _start];
        Array.Copy(_buffer, _start, unread, 0, unread.Length);
        _start = _end;
        return unread;
    }

    /// <summary>Reads a line as text, in which control characters are replaced.</summary>
    public async Task<string> ReadTextAsync(CancellationToken cancellationToken) =>
        WireText.Show(await ReadLineAsync(MaximumLine, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads a line. The result does not contain the line end (CR LF or LF).</summary>
    public async Task<byte[]> ReadLineAsync(int limit, CancellationToken cancellationToken)
    {
        using var line = new MemoryStream();
        while (true)
        {
            if (!HasUnread) await FillAsync(cancellationToken).ConfigureAwait(false);
            var feed = Array.IndexOf(_buffer, LineFeed, _start, _end - _start);
            var end = feed < 0 ? _end : feed;
            if (line.Length + end - _start > limit + 1)
            {
                throw new WireException(Problems.ServerReplyInvalid, $"The server sent a line of more than {limit} octets.");
            }
            line.Write(_buffer, _start, end - _start);
            _start = feed < 0 ? end : end + 1;
            if (feed < 0) continue;
            var octets = line.ToArray();
            if (octets.Length > 0 && octets[octets.Length - 1] == Return) Array.Resize(ref octets, octets.Length - 1);
            return octets;
        }
    }

    /// <summary>Reads a literal. The memory grows with the received data, not with the announced length.</summary>
    public async Task<byte[]> ReadBlockAsync(int count, CancellationToken cancellationToken)
    {
        using var block = new MemoryStream();
        while (block.Length < count)
        {
            if (!HasUnread) await FillAsync(cancellationToken).ConfigureAwait(false);
            var part = (int)Math.Min(count - block.Length, _end - _start);
            block.Write(_buffer, _start, part);
            _start += part;
        }

        return block.ToArray();
    }

    /// <summary>
    /// Reads text up to a line that contains only a dot, and removes the added dots at the start of lines (RFC 1939 section 3).
    /// </summary>
    public async Task<byte[]> ReadDottedAsync(int limit, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var state = DottedState.LineStart;
        while (true)
        {
            if (!HasUnread) await FillAsync(cancellationToken).ConfigureAwait(false);
            var octet = _buffer[_start++];
            if (state == DottedState.DotReturn && octet == LineFeed) return text.ToArray();
            if (state == DottedState.DotReturn) text.WriteByte(Return);
            if (state == DottedState.Dot && octet == LineFeed) return text.ToArray();
            if (state == DottedState.Dot && octet == Return)
            {
                state = DottedState.DotReturn;
                continue;
            }

            if (state == DottedState.LineStart && octet == Dot)
            {
                state = DottedState.Dot;
                continue;
            }

            if (text.Length >= limit) throw new WireException(Problems.FetchTooLarge, $"The server sent more than {limit} octets.");
            text.WriteByte(octet);
            state = octet == LineFeed ? DottedState.LineStart : DottedState.Within;
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = 0;
        _end = await stream.ReadAsync(_buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
        if (_end == 0) throw new WireException(Problems.ConnectionLost, "The server closed the connection.");
    }

    private enum DottedState
    {
        LineStart,
        Within,
        Dot,
        DotReturn,
    }
}
