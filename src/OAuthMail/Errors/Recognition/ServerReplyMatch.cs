namespace OAuthMail.Errors.Recognition;

/// <summary>The problem of a mail server's reply.</summary>
internal sealed class ServerReplyMatch(Problem problem, TimeSpan? retryAfter)
{
    public Problem Problem { get; } = problem;

    /// <summary>Gets how long to wait before a retry, or <see langword="null"/> if waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Gets whether the server may accept another token.</summary>
    public bool NewTokenMayHelp { get; init; }
}
