using System.Globalization;

namespace OAuthMail.Errors.Recognition;

/// <summary>Finds the problem of a mail server's reply.</summary>
internal static class ServerReplyCatalogue
{
    private const string BackoffHint = "Suggested Backoff Time:";
    private const int MaximumQuote = 2000;
    private static readonly TimeSpan UsualPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PermissionPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaximumPause = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Finds the problem: by known words and codes, by response codes that name a cause, by what the words say in general, by the
    /// challenge, by standard codes, and last by the command that was rejected.
    /// </summary>
    public static ServerReplyMatch Find(ReplyEvidence evidence)
    {
        if (evidence.Step == ReplyStep.Login && evidence.Challenge is null && IsLineTooLong(evidence.Lines))
        {
            return new ServerReplyMatch(Problems.LoginMessageRefused, null);
        }

        var reply = new ReplyText(evidence.Protocol, evidence.Lines);
        if (evidence.Vendor == MailVendor.Unknown) evidence = evidence with { Vendor = MailVendors.OfReply(reply.Words) };
        var problem = ReplyRules.Find(evidence, reply) ?? ReplyCodes.FindCause(reply)
            ?? ReplyCodes.FindByExactCode(reply, evidence.Step) ?? ReplyRules.FindGeneral(evidence, reply)
            ?? ReplyRules.FindInAddresses(evidence, reply) ?? ReplyRules.FindAdvice(evidence, reply)
            ?? ReplyRules.FindTemporary(evidence, reply);
        if (problem is null || problem == Problems.TokenRefused) problem = FindByChallenge(evidence) ?? problem;
        problem = ReplyRefinement.Apply(problem ?? FindByCode(evidence, reply), evidence);
        return new ServerReplyMatch(problem, GetPause(problem, reply)) { NewTokenMayHelp = CanRenew(problem, evidence) };
    }

    private static bool CanRenew(Problem problem, ReplyEvidence evidence) =>
        problem.Kind == ProblemKind.TokenRefused && !evidence.IsFreshToken;

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

    private static Problem? FindByChallenge(ReplyEvidence evidence) => evidence.Challenge?.Status?.ToUpperInvariant() switch
    {
        "INSUFFICIENT_SCOPE" or "403" => Problems.TokenScopeInsufficient,
        "INVALID_REQUEST" => Problems.LoginMessageRefused,
        "TEMPORARILY_UNAVAILABLE" or "SERVER_ERROR" or "429" or "500" or "503" => Problems.ServerBusy,

        // Gmail sends 400 with the scope that the token should have; 401 for a token that has expired or was revoked.
        "400" when evidence.Challenge.Scope is not null => Problems.TokenUnsuitable,
        _ => null,
    };

    private static Problem FindByCode(ReplyEvidence evidence, ReplyText reply)
    {
        if (evidence.Protocol == MailProtocol.Smtp)
        {
            return evidence.Lines.Count == 0 ? Problems.ServerRefused : ReplyCodes.FindInSmtp(reply, evidence.Step);
        }

        if (ReplyCodes.FindByResponseCode(reply, evidence.Step) is { } known) return known;

        if (reply.IsBad && evidence.Step == ReplyStep.Mailbox) return Problems.CommandRefused;

        // BYE instead of a greeting rejects the connection. Later it ends one that was accepted.
        if (evidence.Step == ReplyStep.Connect) return reply.IsBad ? Problems.CommandRefused : Problems.ServerNotReady;
        if (evidence.Step != ReplyStep.Login)
        {
            return !reply.IsBye ? Problems.ServerRefused : SaysFailure(reply) ? Problems.ServerFailed : Problems.ConnectionLost;
        }

        return reply.IsBad ? Problems.LoginMessageRefused : Problems.TokenRefused;
    }

    /// <summary>Returns whether a server that closes the connection says that something has failed.</summary>
    private static bool SaysFailure(ReplyText reply) =>
        reply.Prose.Contains("fail", StringComparison.Ordinal) || reply.Prose.Contains("error", StringComparison.Ordinal);

    private static TimeSpan? GetPause(Problem problem, ReplyText reply)
    {
        if (ReadBackoff(reply.Words) is { } hint) return hint;
        if (problem == Problems.MailboxPermissionMissing) return PermissionPause;

        // A server that closes the connection, as at a restart, often accepts a new one at once.
        var isClosing = reply.IsBye && reply.ResponseCodes.Count == 0 && problem == Problems.ServerBusy;
        if (isClosing || problem == Problems.ConnectionLost || problem == Problems.ServerNotReady) return null;
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
}
