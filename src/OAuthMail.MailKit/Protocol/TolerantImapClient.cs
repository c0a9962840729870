using MailKit.Net.Imap;

namespace OAuthMail.MailKit.Protocol;

/// <summary>A MailKit client that ignores exceptions of handlers of its events.</summary>
internal sealed class TolerantImapClient(IProtocolLogger logger) : ImapClient(logger)
{
    protected override void OnDisconnected(string host, int port, SecureSocketOptions options, bool requested) =>
        ClientEvents.Raise(() => base.OnDisconnected(host, port, options, requested));

    protected override void OnAlert(string message) => ClientEvents.Raise(() => base.OnAlert(message));
}
