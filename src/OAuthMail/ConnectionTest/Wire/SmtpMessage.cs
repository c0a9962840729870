namespace OAuthMail.ConnectionTest.Wire;

/// <summary>A message as it goes over the wire in DATA (RFC 5321 section 4.5.2).</summary>
internal static class SmtpMessage
{
    /// <summary>Makes every line end CR LF, which is also how the size of a message is counted (RFC 1870 section 3).</summary>
    public static byte[] MakeWhole(byte[] message)
    {
        using var whole = new MemoryStream(message.Length + message.Length / 32 + 2);
        var lineStart = true;
        for (var i = 0; i < message.Length; i++)
        {
            var octet = message[i];
            lineStart = octet is (byte)'\r' or (byte)'\n';
            if (!lineStart)
            {
                whole.WriteByte(octet);
                continue;
            }

            // A lone CR or LF would be a line end to some servers and none to others, which is how messages are smuggled in.
            if (octet == (byte)'\r' && i + 1 < message.Length && message[i + 1] == (byte)'\n') i++;
            WriteLineEnd(whole);
        }

        if (!lineStart) WriteLineEnd(whole);
        return whole.ToArray();
    }

    /// <summary>Makes every line end CR LF, and doubles the dots that begin lines. The final dot is sent on its own.</summary>
    public static byte[] Prepare(byte[] message)
    {
        var whole = MakeWhole(message);
        using var wire = new MemoryStream(whole.Length + whole.Length / 32);
        for (var i = 0; i < whole.Length; i++)
        {
            if (whole[i] == (byte)'.' && (i == 0 || whole[i - 1] == (byte)'\n')) wire.WriteByte((byte)'.');
            wire.WriteByte(whole[i]);
        }

        return wire.ToArray();
    }

    public static bool Has8BitOctets(byte[] message) => Array.Exists(message, octet => octet >= 0x80);

    private static void WriteLineEnd(MemoryStream stream)
    {
        stream.WriteByte((byte)'\r');
        stream.WriteByte((byte)'\n');
    }
}
