namespace OAuthMail.MailKit.Protocol;

/// <summary>Detects the announcement of a literal at the end of an IMAP line, such as <c>{42}</c> (RFC 3501 section 4.3).</summary>
internal sealed class LiteralDetector
{
    private State _state;
    private long _length;

    private enum State
    {
        Text,
        Open,
        Number,
        Closed,
        Return,
    }

    public void Reset() => _state = State.Text;

    /// <summary>Reads one octet. Returns whether a literal follows it.</summary>
    public bool TryRead(byte octet, out long length)
    {
        length = 0;
        switch (octet)
        {
            case (byte)'{':
                (_state, _length) = (State.Open, 0);
                break;
            case >= (byte)'0' and <= (byte)'9' when _state is State.Open or State.Number && _length < uint.MaxValue:
                (_state, _length) = (State.Number, _length * 10 + (octet - '0'));
                break;
            case (byte)'+' when _state == State.Number:
                break;
            case (byte)'}' when _state == State.Number:
                _state = State.Closed;
                break;
            case (byte)'\r' when _state == State.Closed:
                _state = State.Return;
                break;
            case (byte)'\n' when _state is State.Closed or State.Return:
                _state = State.Text;
                length = _length;
                return true;
            default:
                _state = State.Text;
                break;
        }

        return false;
    }
}
