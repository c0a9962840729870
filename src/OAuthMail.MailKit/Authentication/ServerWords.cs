using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using OAuthMail.Errors;

namespace OAuthMail.MailKit.Authentication;

/// <summary>The words with which a server refused: from our logger, or as far as MailKit's exceptions have them.</summary>
internal static class ServerWords
{
    private const int MaximumWords = 1024;

    /// <summary>The lines of a refusal, redacted; empty where there are none.</summary>
    public static string[] Find(MailProtocol protocol, IReadOnlyList<string>? logged, Exception? failure, Redactor redactor)
    {
        if (logged is not null)
        {
            var refusals = logged.Where(line => IsRefusal(protocol, line)).ToArray();
            if (refusals.Length > 0) return refusals;
        }

        return FromException(protocol, failure) is { } words ? [ForeignText.Clean(redactor.Clean(words), MaximumWords, '\ufffd')] : [];
    }

    private static bool IsRefusal(MailProtocol protocol, string line) => protocol switch
    {
        MailProtocol.Smtp => line.Length >= 3 && line[0] is '4' or '5' && line.Take(3).All(char.IsDigit),
        MailProtocol.Pop3 => line.StartsWith("-ERR", StringComparison.OrdinalIgnoreCase),
        _ => IsImapRefusal(line),
    };

    /// <summary>A tagged or untagged NO or BAD, or a BYE.</summary>
    private static bool IsImapRefusal(string line)
    {
        var begin = line.IndexOf(' ') + 1;
        if (begin == 0 || line[0] == '+') return false;
        var end = line.IndexOf(' ', begin);
        var word = end < 0 ? line.Substring(begin) : line.Substring(begin, end - begin);
        return word.Equals("NO", StringComparison.OrdinalIgnoreCase) || word.Equals("BAD", StringComparison.OrdinalIgnoreCase)
            || (line[0] == '*' && word.Equals("BYE", StringComparison.OrdinalIgnoreCase));
    }

    private static string? FromException(MailProtocol protocol, Exception? failure) => failure switch
    {
        SmtpCommandException smtp => $"{(int)smtp.StatusCode} {smtp.Message}",
        ImapCommandException imap => $"* {imap.Response.ToString().ToUpperInvariant()} {imap.ResponseText}",
        Pop3CommandException pop3 => $"-ERR {pop3.StatusText}",
        SaslException => null,

        // MailKit's "535: 5.7.3 ..." is the server's "535 5.7.3 ...".
        AuthenticationException when protocol == MailProtocol.Smtp && failure.Message.Length > 4 && failure.Message[3] == ':' =>
            failure.Message.Remove(3, 1),
        ImapProtocolException when IsGoodbye(failure.Message) => $"* BYE {failure.Message}",
        _ => null,
    };

    /// <summary>MailKit throws a BYE's text as it is; what it says itself begins in one of these ways.</summary>
    private static bool IsGoodbye(string message) =>
        !message.StartsWith("The IMAP server", StringComparison.Ordinal) && !message.StartsWith("Syntax error", StringComparison.Ordinal)
            && !message.StartsWith("Unexpected", StringComparison.Ordinal);
}
