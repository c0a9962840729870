using System.Text;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>
/// The accounts of a <c>pizauth.conf</c>: blocks <c>account "name" { key = value; }</c>, whose values are texts, lists of texts, maps of
/// texts, or words. Comments begin with <c>//</c>.
/// </summary>
internal sealed class PizauthConfiguration
{
    private readonly string _text;
    private readonly string _path;
    private int _position;

    private PizauthConfiguration(string text, string path) => (_text, _path) = (text, path);

    /// <summary>Gets the accounts: their names, and the values of their settings.</summary>
    public List<(string Name, Dictionary<string, List<string>> Settings)> Accounts { get; } = [];

    /// <summary>Parses a file.</summary>
    /// <exception cref="UsageException">The file is not valid.</exception>
    public static PizauthConfiguration Parse(string text, string path)
    {
        var configuration = new PizauthConfiguration(text, path);
        while (configuration.Next() is { } token) configuration.ReadStatement(token);
        return configuration;
    }

    private void ReadStatement(string token)
    {
        if (token != "account")
        {
            Expect("=");
            ReadValue();
            return;
        }

        var name = TextOf(Require());
        var settings = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        Expect("{");
        while (Require() is var key && key != "}")
        {
            Expect("=");
            settings[key] = ReadValue();
        }

        Accounts.Add((name, settings));
    }

    /// <summary>Reads a value up to its semicolon. A map is returned as its keys and values in turn.</summary>
    private List<string> ReadValue()
    {
        var values = new List<string>();
        while (Require() is var token && token != ";")
        {
            if (token is "{" or "}" or "[" or "]" or "," or ":") continue;
            if (token == "=") throw Invalid("';' is missing");
            values.Add(TextOf(token));
        }

        return values;
    }

    private static string TextOf(string token) => token[0] == '"' ? token[1..] : token;

    private void Expect(string expected)
    {
        if (Require() is var token && token != expected) throw Invalid($"'{expected}' is expected instead of '{TextOf(token)}'");
    }

    private string Require() => Next() ?? throw Invalid("the file ends too soon");

    /// <summary>Returns the next token, or <see langword="null"/> at the end. A text begins with a quotation mark.</summary>
    private string? Next()
    {
        SkipBlanks();
        if (_position >= _text.Length) return null;
        var first = _text[_position];
        if (first == '"') return ReadText();
        if (!IsWord(first)) return _text[_position++].ToString();
        var start = _position;
        while (_position < _text.Length && IsWord(_text[_position])) _position++;
        return _text[start.._position];
    }

    private string ReadText()
    {
        var text = new StringBuilder("\"");
        for (_position++; _position < _text.Length; _position++)
        {
            var character = _text[_position];
            if (character == '"')
            {
                _position++;
                return text.ToString();
            }

            if (character == '\\' && _position + 1 < _text.Length) character = _text[++_position];
            text.Append(character);
        }

        throw Invalid("a text has no closing quotation mark");
    }

    private void SkipBlanks()
    {
        while (_position < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_position])) _position++;
            else if (string.CompareOrdinal(_text, _position, "//", 0, 2) == 0) SkipLine();
            else return;
        }
    }

    private void SkipLine()
    {
        var end = _text.IndexOf('\n', _position);
        _position = end < 0 ? _text.Length : end;
    }

    private static bool IsWord(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.';

    private UsageException Invalid(string what)
    {
        var line = 1 + _text.AsSpan(0, Math.Min(_position, _text.Length)).Count('\n');
        return new UsageException($"Line {line} of '{_path}': {what}.", ExitCodes.Data);
    }
}
