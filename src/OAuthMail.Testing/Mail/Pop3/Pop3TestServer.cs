using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Certificates;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing.Mail.Pop3;

/// <summary>A POP3 server (RFC 1939) over the INBOX of each mailbox of a store, with logins by OAuth token only.</summary>
public sealed class Pop3TestServer : MailTestServer<Pop3TestServerOptions>
{
    internal Pop3TestServer(
        MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, Pop3TestServerOptions? options = null)
        : base(MailProtocol.Pop3, store, checker, authority, options)
    {
    }

    internal Pop3Logins LastLogins { get; } = new();

    private protected override int? MaxConnectionsPerMailbox => Options.ExclusiveMaildrop ? 1 : base.MaxConnectionsPerMailbox;

    private protected override MailConnection CreateConnection(LineChannel channel, MailTranscript transcript) =>
        new Pop3Connection(this, channel, transcript);
}
