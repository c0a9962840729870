using System.Globalization;
using System.Text;

namespace OAuthMail.Testing.Mail.Sasl;

/// <summary>
/// Parses the client's message of XOAUTH2 or OAUTHBEARER. Everything except the port must match the grammar exactly.
/// </summary>
internal sealed class SaslMessage
{
    private const char Separator = '\u0001';
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public string User { get; private set; } = "";

    public string Token { get; private set; } = "";

    public string? Host { get; private set; }

    public int? Port { get; private set; }

    /// <summary>Parses a message.</summary>
    /// <returns>
    /// The message, or <see langword="null"/> if it is not valid. <paramref name="error"/> is the reason then.
    /// </returns>
    public static SaslMessage? Parse(string mechanism, byte[] octets, out string? error)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            error = "The message is not UTF-8.";
            return null;
        }

        var message = new SaslMessage();
        error = text.AsSpan().IndexOfAny('\0', '\r', '\n') >= 0
            ? "The message contains NUL, CR or LF."
            : mechanism == "XOAUTH2" ? message.ReadXOAuth2(text) : message.ReadOAuthBearer(text);
        return error is null ? message : null;
    }

    private string? ReadXOAuth2(string text)
    {
        if (!text.EndsWith("\u0001\u0001", StringComparison.Ordinal)) return "The message must end with two 0x01.";
        var parts = text[..^2].Split(Separator);
        if (parts.Length != 2) return "The message must consist of user, 0x01 and auth.";
        if (!parts[0].StartsWith("user=", StringComparison.Ordinal) || parts[0].Length == 5)
            return "The message must start with user= and a name.";
        if (!parts[1].StartsWith("auth=Bearer ", StringComparison.Ordinal)) return "The second part must be auth=Bearer.";
        User = parts[0][5..];
        return ReadToken(parts[1]["auth=Bearer ".Length..]);
    }

    private string? ReadOAuthBearer(string text)
    {
        var headerEnd = text.IndexOf(Separator, StringComparison.Ordinal);
        if (headerEnd < 0) return "The GS2 header must be followed by 0x01.";
        if (ReadHeader(text[..headerEnd]) is { } error) return error;
        if (text.Length < headerEnd + 3 || !text.EndsWith("\u0001\u0001", StringComparison.Ordinal))
            return "The message must end with two 0x01.";

        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in text[(headerEnd + 1)..^2].Split(Separator))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !pair.AsSpan(0, equals).ContainsOnlyLetters()) return "Every part must be key=value.";
            var (key, value) = (pair[..equals], pair[(equals + 1)..]);
            if (!keys.Add(key)) return $"The key {key} occurs twice.";
            if (ReadPair(key, value) is { } wrong) return wrong;
        }

        return keys.Contains("auth") ? null : "The key auth is missing.";
    }

    /// <summary>
    /// Reads the GS2 header: <c>n,</c> or <c>y,</c>, then the authorization identity and a comma (RFC 7628 section 3.1,
    /// RFC 5801 section 4).
    /// </summary>
    private string? ReadHeader(string header)
    {
        var parts = header.Split(',');
        if (parts.Length != 3 || parts[2].Length != 0) return "The GS2 header must consist of flag, identity and comma.";
        if (parts[0] is not ("n" or "y")) return "The channel binding flag must be n or y.";
        if (parts[1].Length == 0) return null;
        if (!parts[1].StartsWith("a=", StringComparison.Ordinal) || parts[1].Length == 2) return "The identity must start with a=.";

        var name = new StringBuilder();
        for (var i = 2; i < parts[1].Length; i++)
        {
            if (parts[1][i] != '=')
            {
                name.Append(parts[1][i]);
                continue;
            }

            var escape = i + 3 <= parts[1].Length ? parts[1].Substring(i, 3) : "";
            if (escape is not ("=2C" or "=3D")) return "An = in the identity must be part of =2C or =3D.";
            name.Append(escape == "=2C" ? ',' : '=');
            i += 2;
        }

        User = name.ToString();
        return null;
    }

    private string? ReadPair(string key, string value)
    {
        switch (key)
        {
            case "host":
                Host = value;
                return value.Length == 0 ? "The host is empty." : null;
            case "port":
                // MailKit sends -1 if it does not know the port, and the large providers accept it, so an invalid port
                // is ignored.
                if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535)
                    Port = port;
                return null;
            case "auth":
                var blank = value.IndexOf(' ', StringComparison.Ordinal);
                return blank < 0 || !value[..blank].Equals("Bearer", StringComparison.OrdinalIgnoreCase)
                    ? "The auth scheme must be Bearer."
                    : ReadToken(value[(blank + 1)..]);
            default:
                return null;
        }
    }

    /// <summary>Reads a token: <c>b64token</c> of RFC 6750 section 2.1.</summary>
    private string? ReadToken(string token)
    {
        var body = token.TrimEnd('=');
        if (body.Length == 0) return "The token is empty.";
        foreach (var c in body)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_' or '~' or '+' or '/'))
                return "The token contains a character that is not allowed.";
        }

        Token = token;
        return null;
    }
}

internal static class SaslText
{
    public static bool ContainsOnlyLetters(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetter(c)) return false;
        }

        return true;
    }
}
