namespace OAuthMail.Errors.Recognition;

/// <summary>One row of recognition: all parts must be in the reply, in any case of letters.</summary>
internal sealed class ServerReplyRule(Problem problem, params string[] parts)
{
    public Problem Problem { get; } = problem;

    /// <summary>The protocol that it is for; null for all.</summary>
    public MailProtocol? Protocol { get; init; }

    public bool Matches(MailProtocol protocol, string reply) =>
        (Protocol is null || Protocol == protocol)
            && Array.TrueForAll(parts, part => reply.Contains(part, StringComparison.OrdinalIgnoreCase));
}
