namespace OAuthMail.Testing.Mailboxes;

/// <summary>Converts line ends to CR LF, which SMTP, IMAP and POP3 require in messages.</summary>
internal static class LineEnds
{
    /// <summary>
    /// Returns a copy of a message in which each LF without a preceding CR is CR LF. Other bytes are kept.
    /// </summary>
    public static byte[] Normalize(ReadOnlySpan<byte> message)
    {
        var missing = 0;
        for (var i = 0; i < message.Length; i++)
        {
            if (IsBare(message, i)) missing++;
        }

        if (missing == 0) return message.ToArray();
        var normalized = new byte[message.Length + missing];
        var to = 0;
        for (var i = 0; i < message.Length; i++)
        {
            if (IsBare(message, i)) normalized[to++] = (byte)'\r';
            normalized[to++] = message[i];
        }

        return normalized;
    }

    private static bool IsBare(ReadOnlySpan<byte> message, int i) => message[i] == '\n' && (i == 0 || message[i - 1] != '\r');
}
