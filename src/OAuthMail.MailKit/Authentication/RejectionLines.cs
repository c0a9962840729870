using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using OAuthMail.Errors;
using OAuthMail.MailKit.Protocol;

namespace OAuthMail.MailKit.Authentication;

/// <summary>
/// The reply lines with which a server rejected a command: from <see cref="MailProtocolLogger"/>, or else from MailKit's exception as
/// far as it contains them.
/// </summary>
internal static class RejectionLines
{
    private const int MaximumTextLength = 1024;

    /// <summary>Returns the redacted lines of a rejection, or an empty array if there are none.</summary>
    public static string[] Find(MailProtocol protocol, IReadOnlyList<string>? logged, Exception? failure, Redactor redactor)
    {
        // A reply without an end rejects nothing.
        if (failure is ReplyTooLongException) return [];
        if (logged is not null)
        {
            var rejections = logged.Where(line => IsRejection(protocol, line)).ToArray();
            if (rejections.Length > 0) return rejections;
        }

        return FromException(protocol, failure).Select(line => LoginRedactor.Clean(line, redactor, MaximumTextLength)).ToArray();
    }

    private static bool IsRejection(MailProtocol protocol, string line) => protocol switch
    {
        MailProtocol.Smtp => line.Length >= 3 && line[0] is '4' or '5' && line.Take(3).All(char.IsDigit),
        MailProtocol.Pop3 => line.StartsWith("-ERR", StringComparison.OrdinalIgnoreCase),
        _ => IsImapRejection(line),
    };

    /// <summary>Returns whether a line is a tagged or untagged NO or BAD, or a BYE.</summary>
    private static bool IsImapRejection(string line)
    {
        var begin = line.IndexOf(' ') + 1;
        if (begin == 0 || line[0] == '+') return false;
        var end = line.IndexOf(' ', begin);
        var word = end < 0 ? line.Substring(begin) : line.Substring(begin, end - begin);
        return word.Equals("NO", StringComparison.OrdinalIgnoreCase) || word.Equals("BAD", StringComparison.OrdinalIgnoreCase)
            || (line[0] == '*' && word.Equals("BYE", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> FromException(MailProtocol protocol, Exception? failure) => failure switch
    {
        SmtpCommandException smtp => Lines($"{(int)smtp.StatusCode} ", smtp.Message),
        ImapCommandException imap => [$"* {imap.Response.ToString().ToUpperInvariant()} {imap.ResponseText}"],
        Pop3CommandException pop3 => [$"-ERR {pop3.StatusText}"],
        SaslException => [],

        // MailKit discards the text of most rejections. It has a message of its own then.
        AuthenticationException when failure.Message == new AuthenticationException().Message => [],
        AuthenticationException when protocol == MailProtocol.Imap => [$"* NO {failure.Message}"],
        AuthenticationException when protocol == MailProtocol.Pop3 => [$"-ERR {failure.Message}"],

        // MailKit writes "535: 5.7.3 ..." for the server's "535 5.7.3 ...", and no code for the server's "534 ...".
        AuthenticationException when failure.Message.Length > 4 && failure.Message[3] == ':' =>
            Lines($"{failure.Message.Remove(3)} ", failure.Message.Substring(4).TrimStart()),
        AuthenticationException => Lines($"{(int)SmtpStatusCode.AuthenticationMechanismTooWeak} ", failure.Message),
        ImapProtocolException when IsBye(failure.Message) => [$"* BYE {failure.Message}"],
        _ => [],
    };

    /// <summary>Returns the lines of a reply, whose codes MailKit removes.</summary>
    private static IEnumerable<string> Lines(string code, string text) => text.Split('\n').Select(line => code + line.TrimEnd('\r'));

    /// <summary>Returns whether a message is the text of a BYE, which MailKit throws unchanged. Its own messages begin as below.</summary>
    private static bool IsBye(string message) =>
        !message.StartsWith("The IMAP server", StringComparison.Ordinal) && !message.StartsWith("Syntax error", StringComparison.Ordinal)
            && !message.StartsWith("Unexpected", StringComparison.Ordinal);
}
