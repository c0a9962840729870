namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Passes a conversation to a caller's logger until that logger throws for the first time. A log on a full disk must not prevent mail
/// from being sent, and must not replace the server's reply as the reason of a failure.
/// </summary>
internal sealed class FaultTolerantLogger(IProtocolLogger inner) : IProtocolLogger
{
    private bool _hasFailed;

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
        // A logger that has failed is disposed too, because it may hold a file.
        _hasFailed = false;
        Pass(inner.Dispose);
    }

    private void Pass(Action log)
    {
        if (_hasFailed) return;
        try
        {
            log();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _hasFailed = true;
        }
    }
}
