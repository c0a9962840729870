namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Detects that an SMTP client has sent the end of a message: a line with a single dot (RFC 5321 section 4.1.1.4).
/// </summary>
internal sealed class EndOfDataDetector
{
    private static readonly byte[] EndOfData = [(byte)'\r', (byte)'\n', (byte)'.', (byte)'\r', (byte)'\n'];

    private readonly byte[] _tail = new byte[EndOfData.Length];
    private bool _isActive;

    /// <summary>Gets a value that indicates whether the end of the message was sent since <see cref="Start"/>.</summary>
    public bool IsSent { get; private set; }

    public void Start()
    {
        Array.Clear(_tail, 0, _tail.Length);
        _isActive = true;
        IsSent = false;
    }

    /// <summary>Examines the end of a block. That suffices, because MailKit writes the end of a message at the end of a block.</summary>
    public void Examine(byte[] buffer, int offset, int count)
    {
        if (!_isActive || count == 0) return;
        var kept = Math.Max(0, _tail.Length - count);
        Array.Copy(_tail, _tail.Length - kept, _tail, 0, kept);
        Array.Copy(buffer, offset + count - (_tail.Length - kept), _tail, kept, _tail.Length - kept);
        IsSent |= _tail.SequenceEqual(EndOfData);
        _isActive = !IsSent;
    }
}
