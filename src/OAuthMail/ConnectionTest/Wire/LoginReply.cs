namespace OAuthMail.ConnectionTest.Wire;

/// <summary>How a login was answered: the last reply, and the error challenge before it, still in base64.</summary>
internal sealed class LoginReply(ServerReply reply, string? challenge)
{
    public ServerReply Reply { get; } = reply;

    public string? Challenge { get; } = challenge;
}
