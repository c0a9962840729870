using System.Globalization;
using System.Text;

namespace OAuthMail.Errors.Recognition;

/// <summary>
/// A reply of a mail server, split into its codes and its words. The words are in lower case, with the lines joined, because a sentence
/// may continue on the next line.
/// </summary>
internal sealed class ReplyText
{
    /// <summary>The number of characters that are read. A reason is at the beginning, and the server may be hostile.</summary>
    private const int MaximumLength = 4000;

    /// <summary>What Postfix puts before the reason for rejecting a recipient.</summary>
    private const string PostfixPrefix = "recipient address rejected: ";

    private readonly List<string> _responseCodes = [];

    public ReplyText(MailProtocol protocol, IReadOnlyList<string> lines)
    {
        var words = new StringBuilder();
        foreach (var line in WithoutConsequences(protocol, lines))
        {
            var text = protocol switch
            {
                MailProtocol.Smtp => ReadSmtp(line),
                MailProtocol.Imap => ReadImap(line),
                _ => ReadPop3(line),
            };
            if (words.Length < MaximumLength) Append(words, text);
        }

        if (words.Length > MaximumLength) words.Length = MaximumLength;

        Words = WithoutStandardPhrase(LatinLetters.Fold(words.ToString()));
        Prose = WithoutAddresses(Words);
        EnhancedCode ??= FindEnhancedCode(Words);
    }

    /// <summary>Gets the reply code of SMTP, or zero.</summary>
    public int Code { get; private set; }

    /// <summary>Gets the enhanced status code (RFC 3463), such as <c>5.7.3</c>, or <see langword="null"/>.</summary>
    public string? EnhancedCode { get; private set; }

    public string Words { get; }

    /// <summary>Gets the words without addresses of mailboxes and pages, whose names say nothing about the reason.</summary>
    public string Prose { get; }

    /// <summary>Gets whether an IMAP server answered that it does not understand the command.</summary>
    public bool IsBad { get; private set; }

    /// <summary>Gets whether the reply is only a BYE.</summary>
    public bool IsBye { get; private set; }

    /// <summary>Gets the response codes of IMAP and POP3 in upper case, such as <c>UNAVAILABLE</c>.</summary>
    public IReadOnlyList<string> ResponseCodes => _responseCodes;

    /// <summary>
    /// Returns whether the code is exactly this one. The class of the wanted code may be <c>x</c>, and its last number a range.
    /// </summary>
    public bool HasEnhancedCode(string wanted)
    {
        if (EnhancedCode is not { } actual) return false;
        var have = actual.Split('.');
        var want = wanted.Split('.');
        if ((want[0] != "x" && want[0] != have[0]) || want[1] != have[1]) return false;
        var range = want[2].Split('-');
        var number = int.Parse(have[2], NumberStyles.None, CultureInfo.InvariantCulture);
        var first = int.Parse(range[0], NumberStyles.None, CultureInfo.InvariantCulture);
        return number >= first && number <= (range.Length == 1
            ? first
            : int.Parse(range[1], NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Returns the lines without those that follow from the failure. A server that has rejected a login does not understand the rest of
    /// it, and closes the connection.
    /// </summary>
    private static IEnumerable<string> WithoutConsequences(MailProtocol protocol, IReadOnlyList<string> lines) => protocol switch
    {
        MailProtocol.Imap when lines.Any(IsTaggedNo) => lines.Where(line => !HasStatus(line, "BAD")),
        MailProtocol.Pop3 when lines.FirstOrDefault(IsError) is { } first => lines.Where(line => line == first || !IsError(line)),
        _ => lines,
    };

    private static bool IsTaggedNo(string line) => HasStatus(line, "NO") && !line.StartsWith("* ", StringComparison.Ordinal);

    private static bool HasStatus(string line, string status)
    {
        var words = line.Split([' '], 3);
        return words.Length > 1 && words[1].Equals(status, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsError(string line) => line.StartsWith("-ERR", StringComparison.OrdinalIgnoreCase);

    private string ReadSmtp(string line)
    {
        if (line.Length < 3 || !line.Take(3).All(c => c is >= '0' and <= '9')) return line;
        if (Code == 0) Code = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0');
        var text = line.Length > 4 ? line.Substring(4).TrimStart() : "";
        var end = text.IndexOfAny([' ', '\t']);
        var word = end < 0 ? text : text.Substring(0, end);
        if (!IsEnhancedCode(word)) return text;
        EnhancedCode ??= word;
        return end < 0 ? "" : text.Substring(end);
    }

    private string ReadImap(string line)
    {
        var words = line.Split([' '], 3);
        if (words.Length < 2) return line;
        switch (words[1].ToUpperInvariant())
        {
            case "BAD":
                IsBad = true;
                break;
            case "BYE":
                IsBye = true;
                break;
            case "NO":
                break;
            default:
                // Data, such as the names of folders, and confirmations are not about the failure.
                return words[0] == "*" ? "" : line;
        }

        return ReadResponseCode(words.Length == 3 ? words[2] : "");
    }

    private string ReadPop3(string line) =>
        ReadResponseCode(line.StartsWith("-ERR", StringComparison.OrdinalIgnoreCase) ? line.Substring(4) : line);

    private string ReadResponseCode(string text)
    {
        text = text.TrimStart();
        var end = text.IndexOf(']');
        if (text.Length == 0 || text[0] != '[' || end < 0) return text;
        var code = text.Substring(1, end - 1);
        var blank = code.IndexOf(' ');
        var name = new string((blank < 0 ? code : code.Substring(0, blank)).TakeWhile(c => c < 0x80).ToArray());
        _responseCodes.Add(name.ToUpperInvariant());
        return blank < 0 ? text.Substring(end + 1) : $"{code.Substring(blank + 1)} {text.Substring(end + 1)}";
    }

    /// <summary>Removes phrases before a reason: that of RFC 5321 for 550, and that of Postfix. Alone, they are the reason.</summary>
    private static string WithoutStandardPhrase(string words)
    {
        const string phrase = "requested action not taken: mailbox unavailable ";
        if (words.StartsWith(phrase, StringComparison.Ordinal)) words = words.Substring(phrase.Length);
        var at = words.IndexOf(PostfixPrefix, StringComparison.Ordinal);
        return at < 0 ? words : words.Remove(at, PostfixPrefix.Length);
    }

    private static string WithoutAddresses(string words) => string.Join(" ", words.Split(' ').Select(WithoutAddress));

    /// <summary>Returns the word without an address of a mailbox, a URL, or a host name of three parts or more.</summary>
    private static string WithoutAddress(string word)
    {
        var scheme = word.IndexOf("http", StringComparison.Ordinal);
        if (scheme >= 0 && word.Contains("://", StringComparison.Ordinal)) return $"{word.Substring(0, scheme)}<>";
        return IsHost(word.TrimEnd('.', ',', ';', ':')) || word.Contains('@') ? "<>" : word;
    }

    private static bool IsHost(string word) => word.Count(c => c == '.') > 1 && !word.Contains("..", StringComparison.Ordinal)
        && word.Any(c => c is >= 'a' and <= 'z') && word.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-');

    private static void Append(StringBuilder words, string text)
    {
        foreach (var word in text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (words.Length > 0) words.Append(' ');
            words.Append(word);
        }
    }

    /// <summary>Finds a code that is not at its place, such as in "553 sorry (#5.7.1)".</summary>
    private static string? FindEnhancedCode(string words) =>
        words.Split([' ', '(', ')', '[', ']', '<', '>', '#', ',', ';', ':'], StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(IsEnhancedCode);

    private static bool IsEnhancedCode(string word)
    {
        var parts = word.Split('.');
        return parts.Length == 3 && (parts[0] is "4" or "5") && parts.Skip(1).All(
            part => part.Length is > 0 and <= 3 && part.All(c => c is >= '0' and <= '9'));
    }
}
