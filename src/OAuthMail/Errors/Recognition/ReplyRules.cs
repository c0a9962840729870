namespace OAuthMail.Errors.Recognition;

/// <summary>
/// The tables that recognize replies: one for each provider, and those of the words that are common to all servers. The first matching
/// rule of a table counts, so more specific rules are first.
/// </summary>
internal static partial class ReplyRules
{
    /// <summary>Problems that the words of temporary replies name by mistake.</summary>
    private static readonly Problem[] Lasting =
    [
        Problems.MechanismRefused, Problems.MailboxNotFound, Problems.ContentRefused, Problems.ServiceNotAllowed,
    ];

    /// <summary>Finds the problem by the reply's words, and by codes of the provider's own.</summary>
    public static Problem? Find(ReplyEvidence evidence, ReplyText reply) =>
        Tables(evidence.Vendor)
            .SelectMany(table => table.Rules.Where(rule => !table.IsForeign || (rule.IsDistinct && !rule.IsForOwnServers)))
            .FirstOrDefault(rule => rule.Matches(evidence, reply))?.Problem
        ?? Common.FirstOrDefault(rule => FitsClass(rule.Problem, evidence, reply) && rule.MatchesProse(evidence, reply))?.Problem;

    /// <summary>Finds the problem by words that are in addresses, such as that of a block list.</summary>
    public static Problem? FindInAddresses(ReplyEvidence evidence, ReplyText reply) =>
        Array.Find(Addresses, rule => rule.Matches(evidence, reply))?.Problem;

    /// <summary>Finds the problem by words that give no cause, and refer to a person or a page instead.</summary>
    public static Problem? FindAdvice(ReplyEvidence evidence, ReplyText reply) =>
        Array.Find(Advice, rule => rule.Matches(evidence, reply))?.Problem;

    /// <summary>
    /// Finds the problem by words for "not now". They say less than anything else, because servers add them to reasons that last, too.
    /// </summary>
    public static Problem? FindTemporary(ReplyEvidence evidence, ReplyText reply) =>
        Array.Find(IsTemporary(evidence, reply) ? Temporary : Later, rule => rule.Matches(evidence, reply))?.Problem;

    private static IEnumerable<ReplyRule> Common => Login.Concat(Phrases).Concat(Delivery);

    /// <summary>
    /// Returns whether a reply of this class can have the problem. A temporary reply has no problem that lasts until somebody acts.
    /// </summary>
    private static bool FitsClass(Problem problem, ReplyEvidence evidence, ReplyText reply)
    {
        if (evidence.Protocol == MailProtocol.Smtp) return reply.Code / 100 != 4 || !Lasting.Contains(problem);
        return !IsUnavailable(reply) || (problem.Kind == ProblemKind.Transient && problem != Problems.MessageGone);
    }

    /// <summary>Returns whether a response code says that the server, or a part of it, is not available now.</summary>
    private static bool IsUnavailable(ReplyText reply) =>
        reply.ResponseCodes.Contains("UNAVAILABLE") || reply.ResponseCodes.Contains("SYS/TEMP");

    private static IEnumerable<(ReplyRule[] Rules, bool IsForeign)> Tables(MailVendor vendor) => vendor switch
    {
        MailVendor.Exchange or MailVendor.Outlook => [(Microsoft, false)],
        MailVendor.Google => [(Google, false)],
        MailVendor.Yahoo => [(Yahoo, false)],
        MailVendor.Yandex => [(Yandex, false)],
        MailVendor.MailRu => [(MailRu, false)],
        MailVendor.Zoho => [(Zoho, false)],
        MailVendor.Unknown => [(Microsoft, true)],
        _ => [],
    };

    /// <summary>Returns whether the words of a temporary failure count. A permanent reply code of SMTP says that they do not.</summary>
    private static bool IsTemporary(ReplyEvidence evidence, ReplyText reply) =>
        evidence.Protocol != MailProtocol.Smtp || reply.Code < 500 || reply.EnhancedCode?[0] == '4';
}
