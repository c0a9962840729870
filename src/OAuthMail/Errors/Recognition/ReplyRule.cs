namespace OAuthMail.Errors.Recognition;

/// <summary>
/// A rule that recognizes a reply: all of its conditions must hold. A condition is a reply code (<c>535</c>, <c>4xx</c>), an
/// enhanced status code (<c>5.7.3</c>, <c>x.7.501-511</c>), a response code (<c>[LIMIT]</c>), a <see cref="WordPattern"/>, or one after
/// an exclamation mark, which must not occur.
/// </summary>
internal sealed class ReplyRule
{
    private readonly List<Func<ReplyText, string, bool>> _conditions = [];

    public ReplyRule(Problem problem, params string[] conditions)
    {
        Problem = problem;
        foreach (var condition in conditions) _conditions.Add(Parse(condition));
        IsDistinct = Array.Exists(conditions, condition => IsWords(condition) || IsPrivate(condition));
    }

    public Problem Problem { get; }

    /// <summary>Gets the protocol of the rule, or <see langword="null"/> for all protocols.</summary>
    public MailProtocol? Protocol { get; init; }

    /// <summary>Gets the steps of the rule, or an empty list for all steps.</summary>
    public IReadOnlyList<ReplyStep> Steps { get; init; } = [];

    /// <summary>Gets whether the words mean this only at the vendor's own servers.</summary>
    public bool IsForOwnServers { get; init; }

    /// <summary>
    /// Gets whether the rule depends on words or on a code that no standard defines. Standard codes have other meanings at other servers.
    /// </summary>
    public bool IsDistinct { get; }

    public bool Matches(ReplyEvidence evidence, ReplyText reply) => Matches(evidence, reply, reply.Words);

    /// <summary>Returns whether the rule matches what the reply says, apart from its addresses.</summary>
    public bool MatchesProse(ReplyEvidence evidence, ReplyText reply) => Matches(evidence, reply, reply.Prose);

    private bool Matches(ReplyEvidence evidence, ReplyText reply, string words) =>
        (Protocol is null || Protocol == evidence.Protocol)
            && (Steps.Count == 0 || Steps.Contains(evidence.Step))
            && _conditions.TrueForAll(condition => condition(reply, words));

    private static Func<ReplyText, string, bool> Parse(string condition)
    {
        if (condition[0] == '!')
        {
            var unwanted = new WordPattern(condition.Substring(1));
            return (_, words) => !unwanted.Matches(words);
        }

        if (condition[0] == '[')
        {
            var name = condition.Trim('[', ']');
            return (reply, _) => reply.ResponseCodes.Contains(name);
        }

        if (!IsWords(condition))
        {
            if (condition.Length != 3) return (reply, _) => reply.HasEnhancedCode(condition);
            if (condition.EndsWith("xx", StringComparison.Ordinal)) return (reply, _) => reply.Code / 100 == condition[0] - '0';
            return (reply, _) => reply.Code.ToString(System.Globalization.CultureInfo.InvariantCulture) == condition;
        }

        var pattern = new WordPattern(condition);
        return (_, words) => pattern.Matches(words);
    }

    /// <summary>Returns whether an enhanced status code is above those of the registry (RFC 5248).</summary>
    private static bool IsPrivate(string condition)
    {
        var parts = condition.Split('.');
        if (parts.Length != 3) return false;
        var first = parts[2].Split('-')[0];
        return first.Length > 1 && first.All(char.IsDigit) && int.Parse(first, System.Globalization.CultureInfo.InvariantCulture) >= 50;
    }

    private static bool IsWords(string condition)
    {
        if (condition[0] == '[') return false;
        if (condition.Length == 3 && char.IsDigit(condition[0]) && condition.Skip(1).All(c => char.IsDigit(c) || c == 'x')) return false;
        var parts = condition.Split('.');
        return parts.Length != 3 || !parts.All(part => part.Length > 0 && part.All(c => char.IsDigit(c) || c is 'x' or '-'));
    }
}
