namespace OAuthMail.ConnectionTest.Wire;

/// <summary>What a server answered to one command.</summary>
internal sealed class ServerReply(ReplyStatus status, string text, IReadOnlyList<string> lines)
{
    public ReplyStatus Status { get; } = status;

    public bool IsOk => Status == ReplyStatus.Ok;

    public bool IsContinuation => Status == ReplyStatus.Continue;

    /// <summary>What stands behind the status of the last line; of a continuation, the challenge.</summary>
    public string Text { get; } = text;

    /// <summary>All lines as they came, IMAP's untagged ones included.</summary>
    public IReadOnlyList<string> Lines { get; } = lines;
}
