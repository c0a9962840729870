namespace OAuthMail.Errors.Recognition;

/// <summary>The problem of a mail server's reply.</summary>
internal sealed class ServerReplyMatch(Problem problem, TimeSpan? retryAfter)
{
    public Problem Problem { get; } = problem;

    /// <summary>Gets how long to wait before a retry, or <see langword="null"/> if waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
