using System.Text;

namespace OAuthMail.Flows.Requests;

/// <summary>Encodes and decodes application/x-www-form-urlencoded as specified in RFC 6749 appendix B.</summary>
internal static class FormEncoding
{
    public static string Encode(string value)
    {
        // On .NET Framework, Uri.EscapeDataString throws for very long text. A token or an assertion can be that long.
        const int chunk = 16000;
        if (value.Length <= chunk) return Uri.EscapeDataString(value).Replace("%20", "+");

        var encoded = new StringBuilder(value.Length * 3 / 2);
        for (var at = 0; at < value.Length;)
        {
            var length = Math.Min(chunk, value.Length - at);
            if (at + length < value.Length && char.IsHighSurrogate(value[at + length - 1])) length--;
            var piece = value.Substring(at, length);
            encoded.Append(Uri.EscapeDataString(piece));
            at += length;
        }

        return encoded.Replace("%20", "+").ToString();
    }

    public static string Encode(IEnumerable<KeyValuePair<string, string>> form) =>
        string.Join("&", form.Select(field => $"{Encode(field.Key)}={Encode(field.Value)}"));

    /// <summary>
    /// Decodes a query or a form. Repeated names are kept as separate entries, so that the caller can refuse duplicate parameters.
    /// </summary>
    public static List<KeyValuePair<string, string>> Decode(string text)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var pair in text.Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var name = equals < 0 ? pair : pair.Substring(0, equals);
            var value = equals < 0 ? "" : pair.Substring(equals + 1);
            fields.Add(new KeyValuePair<string, string>(DecodeText(name), DecodeText(value)));
        }

        return fields;
    }

    private static string DecodeText(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
