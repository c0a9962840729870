namespace OAuthMail.ConnectionTest.Wire;

/// <summary>Encodes messages for SMTP's DATA command (RFC 5321 section 4.5.2).</summary>
internal static class SmtpMessage
{
    /// <summary>Converts all line ends to CR LF. The size of a message is counted in this form (RFC 1870 section 3).</summary>
    public static byte[] NormalizeLineEnds(byte[] message)
    {
        using var normalized = new MemoryStream(message.Length + message.Length / 32 + 2);
        var lineStart = true;
        for (var i = 0; i < message.Length; i++)
        {
            var octet = message[i];
            lineStart = octet is (byte)'\r' or (byte)'\n';
            if (!lineStart)
            {
                normalized.WriteByte(octet);
                continue;
            }

            // Servers differ in whether a lone CR or LF ends a line. Attackers use this difference for SMTP smuggling.
            if (octet == (byte)'\r' && i + 1 < message.Length && message[i + 1] == (byte)'\n') i++;
            WriteLineEnd(normalized);
        }

        if (!lineStart) WriteLineEnd(normalized);
        return normalized.ToArray();
    }

    /// <summary>Converts all line ends to CR LF, and doubles dots at the start of lines. The final dot is sent separately.</summary>
    public static byte[] EncodeForData(byte[] message)
    {
        var normalized = NormalizeLineEnds(message);
        using var encoded = new MemoryStream(normalized.Length + normalized.Length / 32);
        for (var i = 0; i < normalized.Length; i++)
        {
            if (normalized[i] == (byte)'.' && (i == 0 || normalized[i - 1] == (byte)'\n')) encoded.WriteByte((byte)'.');
            encoded.WriteByte(normalized[i]);
        }

        return encoded.ToArray();
    }

    public static bool Has8BitOctets(byte[] message) => Array.Exists(message, octet => octet >= 0x80);

    private static void WriteLineEnd(MemoryStream stream)
    {
        stream.WriteByte((byte)'\r');
        stream.WriteByte((byte)'\n');
    }
}
