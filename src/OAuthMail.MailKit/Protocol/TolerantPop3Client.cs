using MailKit.Net.Pop3;

namespace OAuthMail.MailKit.Protocol;

/// <summary>A MailKit client that ignores exceptions of handlers of its events.</summary>
internal sealed class TolerantPop3Client(IProtocolLogger logger) : Pop3Client(logger)
{
    protected override void OnDisconnected(string host, int port, SecureSocketOptions options, bool requested) =>
        ClientEvents.Raise(() => base.OnDisconnected(host, port, options, requested));
}
