using System.Text;

namespace OAuthMail.Errors;

/// <summary>Removes secrets from text of other parties: a server may echo what it received, completely or in part.</summary>
internal sealed class Redactor
{
    private const string Mask = "<redacted>";

    /// <summary>Shorter parts of a token reveal nothing, and may be ordinary words.</summary>
    private const int ShortestSecret = 12;

    private readonly List<string> _secrets = [];

    public void Add(string secret)
    {
        if (!_secrets.Contains(secret)) _secrets.Add(secret);
    }

    public string Clean(string text)
    {
        foreach (var secret in _secrets) text = text.Replace(secret, Mask);
        if (_secrets.Count == 0 || text.Length < ShortestSecret) return text;

        var clean = new StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && IsTokenCharacter(text[end])) end++;
            var run = text.Substring(start, end - start);
            clean.Append(run.Length >= ShortestSecret && _secrets.Exists(secret => Overlaps(secret, run)) ? Mask : run);
            if (end < text.Length) clean.Append(text[end++]);
            start = end;
        }

        return clean.ToString();
    }

    private static bool Overlaps(string secret, string run)
    {
        for (var at = 0; at + ShortestSecret <= run.Length; at += ShortestSecret)
        {
            if (secret.Contains(run.Substring(at, ShortestSecret))) return true;
        }

        return false;
    }

    private static bool IsTokenCharacter(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '+' or '/' or '=' or '-' or '_' or '.' or '~';
}
