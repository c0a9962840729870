namespace OAuthMail.ConnectionTest.Wire;

/// <summary>The result of a login: the last reply, and the error challenge before it in base64.</summary>
internal sealed class LoginReply(ServerReply reply, string? challenge)
{
    public ServerReply Reply { get; } = reply;

    public string? Challenge { get; } = challenge;
}
