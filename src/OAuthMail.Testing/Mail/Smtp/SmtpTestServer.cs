using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Certificates;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing.Mail.Smtp;

/// <summary>
/// An SMTP submission server (RFC 6409) that takes mail from who logs in with an OAuth token and delivers it to the mailboxes of a store.
/// </summary>
public sealed class SmtpTestServer : MailTestServer<SmtpTestServerOptions>
{
    internal SmtpTestServer(
        MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, SmtpTestServerOptions? options = null)
        : base(MailProtocol.Smtp, store, checker, authority, options)
    {
    }

    internal SmtpSubmissions Submissions { get; } = new();

    private protected override MailConnection CreateConnection(LineChannel channel, MailTranscript transcript) =>
        new SmtpConnection(this, channel, transcript);
}
