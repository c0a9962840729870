using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Mail;
using OAuthMail.Testing.Mail.Pop3;

namespace OAuthMail.Testing;

/// <summary>
/// Represents a POP3 server (RFC 1939) for the INBOX of each mailbox of a store. It accepts OAuth 2.0 logins only.
/// </summary>
public sealed class Pop3TestServer : MailTestServer<Pop3TestServerOptions>
{
    internal Pop3TestServer(
        MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, Pop3TestServerOptions? options = null)
        : base(MailProtocol.Pop3, store, checker, authority, options)
    {
    }

    internal Pop3LoginTimes LastLogins { get; } = new();

    private protected override int? MaxConnectionsPerMailbox => Options.ExclusiveMaildrop ? 1 : base.MaxConnectionsPerMailbox;

    private protected override MailServerConnection CreateConnection(LineChannel channel, MailTranscript transcript) =>
        new Pop3Connection(this, channel, transcript);
}
