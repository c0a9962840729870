namespace OAuthMail.Errors.Recognition;

/// <summary>Recognizes a reply that contains all parts, compared without case.</summary>
internal sealed class ServerReplyRule(Problem problem, params string[] parts)
{
    public Problem Problem { get; } = problem;

    /// <summary>Gets the protocol of the rule, or <see langword="null"/> for all protocols.</summary>
    public MailProtocol? Protocol { get; init; }

    public bool Matches(MailProtocol protocol, string reply) =>
        (Protocol is null || Protocol == protocol)
            && Array.TrueForAll(parts, part => reply.Contains(part, StringComparison.OrdinalIgnoreCase));
}
