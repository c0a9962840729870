using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>
/// A configuration file in the form of Python's configparser: keys in lower case, comments with <c>#</c> and <c>;</c> on lines of their
/// own, and values that continue on indented lines.
/// </summary>
internal sealed class IniFile
{
    private readonly Dictionary<string, Dictionary<string, string>> _sections = new(StringComparer.Ordinal);

    /// <summary>Gets the names of the sections.</summary>
    public IEnumerable<string> Sections => _sections.Keys;

    /// <summary>Parses a file.</summary>
    /// <exception cref="UsageException">A line is not valid.</exception>
    public static IniFile Parse(string text, string path)
    {
        var file = new IniFile();
        Dictionary<string, string>? section = null;
        string? key = null;
        var indent = 0;
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var content = line.Trim();
            if (content.Length == 0 || content[0] is '#' or ';') continue;
            var depth = line.Length - line.TrimStart().Length;
            if (section is not null && key is not null && depth > indent)
            {
                section[key] = section[key].Length == 0 ? content : $"{section[key]}\n{content}";
                continue;
            }

            (key, indent) = (null, depth);
            if (content[0] == '[' && content.IndexOf(']', StringComparison.Ordinal) is > 1 and var end)
            {
                section = [];
                if (!file._sections.TryAdd(content[1..end], section)) throw Invalid("repeats the section");
                continue;
            }

            var separator = content.IndexOfAny(['=', ':']);
            if (section is null || separator <= 0) throw Invalid("is neither a section, nor a key with a value");
            key = content[..separator].TrimEnd().ToLowerInvariant();
            section[key] = content[(separator + 1)..].TrimStart();
        }

        return file;

        UsageException Invalid(string what) => new($"Line {number} of '{path}' {what}.", ExitCodes.Data);
    }

    /// <summary>Returns a value, or <see langword="null"/> if it is missing or blank.</summary>
    public string? Get(string section, string key) =>
        _sections.TryGetValue(section, out var values) && values.TryGetValue(key, out var value) && !string.IsNullOrWhiteSpace(value)
            ? value.Trim()
            : null;

    /// <summary>Adds the values of another file, which take precedence.</summary>
    public void Overlay(IniFile other)
    {
        foreach (var (name, values) in other._sections)
        {
            if (!_sections.TryGetValue(name, out var section)) _sections[name] = section = [];
            foreach (var (key, value) in values) section[key] = value;
        }
    }
}
