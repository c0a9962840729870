using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing.Mail.Smtp;

/// <summary>Parses the argument of MAIL and RCPT (RFC 5321 section 4.1.2).</summary>
internal static class SmtpPath
{
    /// <summary>Parses <c>FROM:&lt;address&gt; KEY=value …</c>.</summary>
    public static bool TryParse(string keyword, string arguments, out string path, out string[] parameters)
    {
        path = "";
        parameters = [];
        if (!arguments.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = arguments[keyword.Length..].TrimStart(' ');
        var end = rest.Length > 0 && rest[0] == '<' ? EndOfPath(rest) : -1;
        if (end < 0) return false;

        path = rest[1..end];
        // A source route is accepted and ignored (RFC 5321 appendix F.2).
        if (path.StartsWith('@') && path.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon) path = path[(colon + 1)..];
        parameters = rest[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (end + 1 == rest.Length || rest[end + 1] == ' ') && (path.Length == 0 || IsPostmaster(path) || MailboxAddress.IsValid(path));
    }

    /// <summary>Returns whether a path is the one that needs no domain (RFC 5321 section 4.5.1).</summary>
    public static bool IsPostmaster(string path) => path.Equals("postmaster", StringComparison.OrdinalIgnoreCase);

    private static int EndOfPath(string text)
    {
        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && quoted) i++;
            else if (text[i] == '"') quoted = !quoted;
            else if (text[i] == '>' && !quoted) return i;
        }

        return -1;
    }
}
