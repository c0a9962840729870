using OAuthMail.Providers;
using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Certificates;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing.Mail.Pop3;

/// <summary>A POP3 server (RFC 1939) over the INBOX of each mailbox of a store, with logins by OAuth token only.</summary>
public sealed class Pop3TestServer : MailTestServer
{
    internal Pop3TestServer(
        MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, Pop3TestServerOptions? options = null)
        : this(options ?? new Pop3TestServerOptions(), store, checker, authority)
    {
    }

    private Pop3TestServer(Pop3TestServerOptions options, MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority)
        : base(MailProtocol.Pop3, store, checker, authority, options) => Options = options;

    /// <summary>How it behaves; changes count for the connections that are made after them.</summary>
    public new Pop3TestServerOptions Options { get; }

    private protected override MailConnection CreateConnection(LineChannel channel, MailTranscript transcript) =>
        new Pop3Connection(this, channel, transcript);
}
