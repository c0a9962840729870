using System.Text;
using MailKit;

namespace OAuthMail.MailKit.Tests.Wire;

/// <summary>Detects in a client's conversation that IDLE has begun: the server sends a continuation (RFC 2177 section 3).</summary>
internal sealed class IdleListener : IProtocolLogger
{
    private volatile bool _hasAsked;
    private volatile bool _isIdling;

    public bool IsIdling => _isIdling;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    public void LogConnect(Uri uri)
    {
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
        if (Encoding.ASCII.GetString(buffer, offset, count).Contains(" IDLE\r\n", StringComparison.Ordinal)) _hasAsked = true;
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (_hasAsked && Encoding.ASCII.GetString(buffer, offset, count).StartsWith('+')) _isIdling = true;
    }

    public void Dispose()
    {
    }
}
