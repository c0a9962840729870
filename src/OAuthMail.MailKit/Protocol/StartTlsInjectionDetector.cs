using System.Text;

namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Detects unencrypted octets after the reply that confirms STARTTLS. MailKit discards them. They nevertheless show that an attacker
/// writes to the connection, so the connection must not be used. Also detects IMAP capabilities that MailKit keeps from before TLS.
/// </summary>
internal sealed class StartTlsInjectionDetector
{
    private readonly StringBuilder _line = new();
    private bool _isRequested;
    private bool _isConfirmed;

    /// <summary>Gets a value that indicates whether such octets were received.</summary>
    public bool IsDetected { get; private set; }

    /// <summary>
    /// Gets a value that indicates whether an IMAP client started TLS and then did not ask for the capabilities. Those from before TLS are
    /// void (RFC 3501 section 6.2.1), but MailKit keeps them if the server sent them more than once.
    /// </summary>
    public bool HasOnlyClearCapabilities { get; private set; }

    public void ExamineClient(byte[] buffer, int offset, int count)
    {
        // STARTTLS is a short command, and the command after it is already encrypted.
        var command = count < 64 ? Encoding.ASCII.GetString(buffer, offset, count).TrimEnd() : "";
        _isRequested = command == "STLS" || command.EndsWith("STARTTLS", StringComparison.Ordinal);
        if (_isRequested) HasOnlyClearCapabilities = true;
        else if (command.EndsWith(" CAPABILITY", StringComparison.Ordinal)) HasOnlyClearCapabilities = false;
        _isConfirmed = false;
        _line.Clear();
    }

    public void ExamineServer(byte[] buffer, int offset, int count)
    {
        for (var i = offset; _isRequested && i < offset + count; i++)
        {
            if (_isConfirmed) IsDetected = true;
            if (_line.Length < 8) _line.Append((char)buffer[i]);
            if (buffer[i] != (byte)'\n') continue;
            _isConfirmed |= IsLastLine(_line.ToString());
            _line.Clear();
        }
    }

    /// <summary>
    /// Returns whether a line is the last of a reply: neither an untagged IMAP response nor a continued line of an SMTP reply.
    /// </summary>
    private static bool IsLastLine(string line) =>
        !line.StartsWith("* ", StringComparison.Ordinal) && !(line.Length > 3 && line[3] == '-' && char.IsDigit(line[0]));
}
