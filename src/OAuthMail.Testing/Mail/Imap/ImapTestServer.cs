using OAuthMail.Providers;
using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Certificates;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>An IMAP4rev1 server (RFC 3501) over the mailboxes of a store, with logins by OAuth token only.</summary>
public sealed class ImapTestServer : MailTestServer
{
    internal ImapTestServer(
        MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, ImapTestServerOptions? options = null)
        : this(options ?? new ImapTestServerOptions(), store, checker, authority)
    {
    }

    private ImapTestServer(ImapTestServerOptions options, MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority)
        : base(MailProtocol.Imap, store, checker, authority, options) => Options = options;

    /// <summary>How it behaves; changes count for the connections that are made after them.</summary>
    public new ImapTestServerOptions Options { get; }

    private protected override MailConnection CreateConnection(LineChannel channel, MailTranscript transcript) =>
        new ImapConnection(this, channel, transcript);
}
