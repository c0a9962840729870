namespace OAuthMail.ConnectionTest.Wire;

/// <summary>The result of a login: the last reply, and the error challenge before it in base64.</summary>
internal sealed class LoginReply(ServerReply reply, string? challenge, bool initial)
{
    public ServerReply Reply { get; } = reply;

    public string? Challenge { get; } = challenge;

    /// <summary>Gets a value that indicates whether the message was sent on the line of the command.</summary>
    public bool IsInitial { get; } = initial;
}
