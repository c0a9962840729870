namespace OAuthMail.Networking;

/// <summary>
/// A failure on the wire, before it is known which server it was. It becomes a <see cref="MailServerException"/> at the step's edge.
/// </summary>
internal sealed class WireException(Problem problem, string detail, IReadOnlyList<string>? words = null, Exception? innerException = null)
    : Exception(detail, innerException)
{
    public Problem Problem { get; } = problem;

    public IReadOnlyList<string> Words { get; } = words ?? [];
}
