using OAuthMail.Providers;
using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Certificates;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>An IMAP4rev1 server (RFC 3501) over the mailboxes of a store, with logins by OAuth token only.</summary>
public sealed class ImapTestServer : MailTestServer<ImapTestServerOptions>
{
    internal ImapTestServer(
        MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, ImapTestServerOptions? options = null)
        : base(MailProtocol.Imap, store, checker, authority, options)
    {
    }

    private protected override MailConnection CreateConnection(LineChannel channel, MailTranscript transcript) =>
        new ImapConnection(this, channel, transcript);
}
