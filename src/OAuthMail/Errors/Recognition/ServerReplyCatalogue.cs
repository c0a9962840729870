using System.Globalization;

namespace OAuthMail.Errors.Recognition;

/// <summary>Finds the problem of a mail server's reply: first by its text, then by its codes, then by the command.</summary>
internal static class ServerReplyCatalogue
{
    private const string BackoffHint = "Suggested Backoff Time:";
    private const int MaximumQuote = 2000;
    private static readonly TimeSpan UsualPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PermissionPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaximumPause = TimeSpan.FromMinutes(15);

    /// <summary>Finds the problem.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="lines">The lines of the reply.</param>
    /// <param name="challenge">The error challenge before the reply, or <see langword="null"/> if there was none.</param>
    /// <param name="login">Whether the reply answers a login, so that a rejection without a reason is about the token.</param>
    public static ServerReplyMatch Find(MailProtocol protocol, IReadOnlyList<string> lines, SaslErrorChallenge? challenge, bool login)
    {
        var reply = Join(protocol, lines);
        if (login && challenge is null && IsLineTooLong(lines)) return new ServerReplyMatch(Problems.LoginMessageRefused, null);
        var problem = ServerReplyRules.All.FirstOrDefault(rule => rule.Matches(protocol, reply))?.Problem
            ?? FindByChallenge(challenge)
            ?? FindByCode(protocol, reply, login, lines);
        return new ServerReplyMatch(problem, GetPause(problem, reply));
    }

    /// <summary>
    /// Joins the lines of the reply. The code at the start of each line is removed, because a sentence may continue on the next line.
    /// </summary>
    private static string Join(MailProtocol protocol, IReadOnlyList<string> lines)
    {
        if (protocol != MailProtocol.Smtp || lines.Count < 2) return string.Join(" ", lines);
        var first = lines[0];
        var enhanced = EnhancedCode(first);
        var parts = lines.Skip(1).Select(line =>
        {
            var text = line.Length > 4 ? line.Substring(4) : "";
            return enhanced is not null && text.StartsWith(enhanced, StringComparison.Ordinal)
                ? text.Substring(enhanced.Length).TrimStart()
                : text;
        });
        return string.Join(" ", parts.Prepend(first));
    }

    /// <summary>Returns whether an IMAP server answered that it does not understand a command: the last line is a BAD.</summary>
    public static bool IsBad(IReadOnlyList<string> lines)
    {
        if (lines.Count == 0) return false;
        var last = lines[lines.Count - 1];
        var at = last.IndexOf(' ');
        return at > 0 && string.Compare(last, at, " BAD ", 0, " BAD ".Length, StringComparison.OrdinalIgnoreCase) == 0;
    }

    /// <summary>
    /// Returns whether a server answered that a line is too long for it. Gmail, Dovecot: "command line too long", "Line too long",
    /// "Too long argument".
    /// </summary>
    public static bool IsLineTooLong(IReadOnlyList<string> lines) => lines.Any(line =>
        line.Contains("line too long", StringComparison.OrdinalIgnoreCase)
            || line.Contains("line is too long", StringComparison.OrdinalIgnoreCase)
            || line.Contains("too long argument", StringComparison.OrdinalIgnoreCase)
            || line.Contains("command too long", StringComparison.OrdinalIgnoreCase)
            || line.Contains("response too long", StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns all lines of a reply in one text for a message.</summary>
    public static string Quote(IReadOnlyList<string> lines)
    {
        var text = string.Join(" ", lines);
        return text.Length <= MaximumQuote ? text : $"{text.Substring(0, MaximumQuote)}…";
    }

    private static Problem? FindByChallenge(SaslErrorChallenge? challenge) => challenge?.Status?.ToUpperInvariant() switch
    {
        "INSUFFICIENT_SCOPE" or "403" => Problems.TokenScopeInsufficient,
        "INVALID_REQUEST" => Problems.LoginMessageRefused,
        "TEMPORARILY_UNAVAILABLE" or "SERVER_ERROR" or "429" or "500" or "503" => Problems.ServerBusy,
        _ => null,
    };

    private static Problem FindByCode(MailProtocol protocol, string reply, bool login, IReadOnlyList<string> lines)
    {
        if (protocol == MailProtocol.Smtp) return FindBySmtpCode(reply, login);
        if (login && protocol == MailProtocol.Imap && IsBad(lines)) return Problems.LoginMessageRefused;
        return login ? Problems.TokenRefused : Problems.ServerRefused;
    }

    private static Problem FindBySmtpCode(string reply, bool login) =>
        reply.Length < 3 ? Problems.ServerRefused : reply.Substring(0, 3) switch
    {
        "535" => Problems.TokenRefused,
        "504" => Problems.MechanismRefused,
        "500" or "501" when login => Problems.LoginMessageRefused,
        "530" => Problems.NotAuthenticated,
        "552" => Problems.MessageTooLarge,
        var code when code[0] == '4' => Problems.ServerBusy,
        _ => login ? Problems.TokenRefused : Problems.ServerRefused,
    };

    private static TimeSpan? GetPause(Problem problem, string reply)
    {
        if (ReadBackoff(reply) is { } hint) return hint;
        if (problem == Problems.MailboxPermissionMissing) return PermissionPause;
        return problem.Kind == ProblemKind.Transient ? UsualPause : null;
    }

    /// <summary>Returns Exchange's back-off hint, which is in milliseconds, up to a limit.</summary>
    private static TimeSpan? ReadBackoff(string reply)
    {
        var at = reply.IndexOf(BackoffHint, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var digits = new string(reply.Substring(at + BackoffHint.Length).TrimStart().TakeWhile(c => c is >= '0' and <= '9').ToArray());
        if (digits.Length == 0) return null;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds < MaximumPause.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : MaximumPause;
    }

    private static string? EnhancedCode(string line)
    {
        if (line.Length < 9) return null;
        var end = line.IndexOf(' ', 4);
        var code = end < 0 ? line.Substring(4) : line.Substring(4, end - 4);
        return code.Length >= 5 && code.All(c => c is (>= '0' and <= '9') or '.') ? code : null;
    }
}
