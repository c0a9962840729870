namespace OAuthMail.Sasl;

/// <summary>The parts of one login message: prefix, user name (escaped if necessary), host, port and token.</summary>
internal readonly struct SaslParts(string prefix, string user, bool escapeUser, string? host, int port, string token)
{
    private const string HostKey = "host=";
    private const string PortKey = "port=";
    private const string AuthKey = "auth=Bearer ";

    public int ByteCount
    {
        get
        {
            var count = prefix.Length + SaslText.GetByteCount(user) + (escapeUser ? 2 * CountEscapes(user) + 1 : 0) + 1;
            if (host is not null) count += HostKey.Length + SaslText.GetByteCount(host) + 1;
            if (port > 0) count += PortKey.Length + DigitCount(port) + 1;
            return count + AuthKey.Length + SaslText.GetByteCount(token) + 2;
        }
    }

    public int WriteTo(byte[] buffer)
    {
        var at = SaslText.Write(prefix, buffer, 0);
        at = escapeUser ? WriteEscaped(user, buffer, at) : at + SaslText.Write(user, buffer, at);
        if (escapeUser) buffer[at++] = (byte)',';
        buffer[at++] = SaslText.Separator;
        if (host is not null)
        {
            at += SaslText.Write(HostKey, buffer, at);
            at += SaslText.Write(host, buffer, at);
            buffer[at++] = SaslText.Separator;
        }

        if (port > 0)
        {
            at += SaslText.Write(PortKey, buffer, at);
            at = WriteNumber(port, buffer, at);
            buffer[at++] = SaslText.Separator;
        }

        at += SaslText.Write(AuthKey, buffer, at);
        at += SaslText.Write(token, buffer, at);
        buffer[at++] = SaslText.Separator;
        buffer[at++] = SaslText.Separator;
        return at;
    }

    public byte[] ToArray()
    {
        var bytes = new byte[ByteCount];
        WriteTo(bytes);
        return bytes;
    }

    public string ToBase64() => SaslText.ToBase64(ByteCount, this);

    private static int CountEscapes(string value)
    {
        var count = 0;
        foreach (var c in value) count += c is ',' or '=' ? 1 : 0;
        return count;
    }

    /// <summary>Writes a saslname (RFC 5801 section 4): a comma and an equals sign are escaped.</summary>
    private static int WriteEscaped(string value, byte[] buffer, int at)
    {
        if (CountEscapes(value) > 0) value = value.Replace("=", "=3D").Replace(",", "=2C");
        return at + SaslText.Write(value, buffer, at);
    }

    private static int DigitCount(int number) => number < 10 ? 1 : 1 + DigitCount(number / 10);

    private static int WriteNumber(int number, byte[] buffer, int at)
    {
        var end = at + DigitCount(number);
        for (var i = end - 1; i >= at; i--, number /= 10) buffer[i] = (byte)('0' + number % 10);
        return end;
    }
}
