namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Looks for the end of a message in what an SMTP client has sent: a dot on a line of its own (RFC 5321 section 4.1.1.4).
/// </summary>
internal sealed class FinalDot
{
    private static readonly byte[] End = [(byte)'\r', (byte)'\n', (byte)'.', (byte)'\r', (byte)'\n'];

    private readonly byte[] _tail = new byte[End.Length];
    private bool _isLooking;

    /// <summary>Whether it has been sent since <see cref="Begin"/>.</summary>
    public bool IsSent { get; private set; }

    public void Begin()
    {
        Array.Clear(_tail, 0, _tail.Length);
        _isLooking = true;
        IsSent = false;
    }

    /// <summary>Looks at the end of a block: a message's last octets are the last of a write.</summary>
    public void Look(byte[] buffer, int offset, int count)
    {
        if (!_isLooking || count == 0) return;
        var kept = Math.Max(0, _tail.Length - count);
        Array.Copy(_tail, _tail.Length - kept, _tail, 0, kept);
        Array.Copy(buffer, offset + count - (_tail.Length - kept), _tail, kept, _tail.Length - kept);
        IsSent |= _tail.SequenceEqual(End);
        _isLooking = !IsSent;
    }
}
