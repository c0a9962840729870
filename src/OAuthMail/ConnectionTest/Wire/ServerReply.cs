namespace OAuthMail.ConnectionTest.Wire;

/// <summary>A server's reply to a command.</summary>
internal sealed class ServerReply(ReplyStatus status, string text, IReadOnlyList<string> lines)
{
    public ReplyStatus Status { get; } = status;

    public bool IsOk => Status == ReplyStatus.Ok;

    public bool IsContinuation => Status == ReplyStatus.Continue;

    /// <summary>Gets the text after the status of the last line. In a continuation request, this is the challenge.</summary>
    public string Text { get; } = text;

    /// <summary>Gets all lines of the reply, including IMAP's untagged lines.</summary>
    public IReadOnlyList<string> Lines { get; } = lines;
}
