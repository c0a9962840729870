namespace OAuthMail.ConnectionTest.Wire;

/// <summary>A message as it goes over the wire in DATA (RFC 5321 section 4.5.2).</summary>
internal static class SmtpMessage
{
    /// <summary>Makes every line end CR LF, and doubles the dots that begin lines. The final dot is sent on its own.</summary>
    public static byte[] Prepare(byte[] message)
    {
        using var wire = new MemoryStream(message.Length + message.Length / 32 + 5);
        var lineStart = true;
        for (var i = 0; i < message.Length; i++)
        {
            var octet = message[i];
            if (octet is (byte)'\r' or (byte)'\n')
            {
                // A lone CR or LF would be a line end to some servers and none to others, which is how messages are smuggled in.
                if (octet == (byte)'\r' && i + 1 < message.Length && message[i + 1] == (byte)'\n') i++;
                wire.WriteByte((byte)'\r');
                wire.WriteByte((byte)'\n');
                lineStart = true;
                continue;
            }

            if (lineStart && octet == (byte)'.') wire.WriteByte((byte)'.');
            wire.WriteByte(octet);
            lineStart = false;
        }

        if (!lineStart)
        {
            wire.WriteByte((byte)'\r');
            wire.WriteByte((byte)'\n');
        }

        return wire.ToArray();
    }

    public static bool Has8BitOctets(byte[] message) => Array.Exists(message, octet => octet >= 0x80);
}
