using System.Text;

namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Looks for octets in clear behind the confirmation of STARTTLS. MailKit throws them away; that somebody writes into the connection
/// is a reason not to use it all the same.
/// </summary>
internal sealed class TlsBoundary
{
    private readonly StringBuilder _line = new();
    private bool _isAsked;
    private bool _isAnswered;

    /// <summary>Whether there were any.</summary>
    public bool IsCrossed { get; private set; }

    public void LookAtClient(byte[] buffer, int offset, int count)
    {
        // A short command, and the next one is encrypted already.
        var command = count < 64 ? Encoding.ASCII.GetString(buffer, offset, count).TrimEnd() : "";
        _isAsked = command == "STLS" || command.EndsWith("STARTTLS", StringComparison.Ordinal);
        _isAnswered = false;
        _line.Clear();
    }

    public void LookAtServer(byte[] buffer, int offset, int count)
    {
        for (var i = offset; _isAsked && i < offset + count; i++)
        {
            if (_isAnswered) IsCrossed = true;
            if (_line.Length < 8) _line.Append((char)buffer[i]);
            if (buffer[i] != (byte)'\n') continue;
            _isAnswered |= IsLast(_line.ToString());
            _line.Clear();
        }
    }

    /// <summary>Whether a line ends the reply: it is neither untagged, in IMAP, nor one of several, in SMTP.</summary>
    private static bool IsLast(string line) =>
        !line.StartsWith("* ", StringComparison.Ordinal) && !(line.Length > 3 && line[3] == '-' && char.IsDigit(line[0]));
}
