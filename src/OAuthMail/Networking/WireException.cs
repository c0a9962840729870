namespace OAuthMail.Networking;

/// <summary>
/// A failure of a connection, without the server's address. The caller converts it to a <see cref="MailServerException"/>.
/// </summary>
internal sealed class WireException(
    Problem problem, string detail, IReadOnlyList<string>? serverWords = null, Exception? innerException = null)
    : Exception(detail, innerException)
{
    public Problem Problem { get; } = problem;

    public IReadOnlyList<string> ServerWords { get; } = serverWords ?? [];
}
