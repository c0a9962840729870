namespace OAuthMail.Errors.Recognition;

/// <summary>What the catalogue says about a mail server's reply.</summary>
internal sealed class ServerReplyMatch(Problem problem, TimeSpan? retryAfter)
{
    public Problem Problem { get; } = problem;

    /// <summary>How long to wait before trying again; null where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
