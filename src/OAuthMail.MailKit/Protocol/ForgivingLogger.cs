namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Passes a conversation on to somebody's logger, up to its first failure: a log on a disk that is full must not keep mail from being
/// sent, nor take the place of what the server has said.
/// </summary>
internal sealed class ForgivingLogger(IProtocolLogger inner) : IProtocolLogger
{
    private bool _isBroken;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector
    {
        get => inner.AuthenticationSecretDetector;
        set => inner.AuthenticationSecretDetector = value;
    }

    public void LogConnect(Uri uri) => Pass(() => inner.LogConnect(uri));

    public void LogClient(byte[] buffer, int offset, int count) => Pass(() => inner.LogClient(buffer, offset, count));

    public void LogServer(byte[] buffer, int offset, int count) => Pass(() => inner.LogServer(buffer, offset, count));

    public void Dispose()
    {
        // Also if it is broken: it may hold a file.
        _isBroken = false;
        Pass(inner.Dispose);
    }

    private void Pass(Action log)
    {
        if (_isBroken) return;
        try
        {
            log();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _isBroken = true;
        }
    }
}
