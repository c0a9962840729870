using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Mail;
using OAuthMail.Testing.Mail.Smtp;

namespace OAuthMail.Testing;

/// <summary>
/// Represents an SMTP submission server (RFC 6409) that delivers to the mailboxes of a store. It accepts OAuth 2.0
/// logins, and passwords or no login if its options say so.
/// </summary>
public sealed class SmtpTestServer : MailTestServer<SmtpTestServerOptions>
{
    internal SmtpTestServer(
        MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, SmtpTestServerOptions? options = null)
        : base(MailProtocol.Smtp, store, checker, authority, options)
    {
    }

    internal SmtpSubmissionRate Submissions { get; } = new();

    private protected override MailServerConnection CreateConnection(LineChannel channel, MailTranscript transcript) =>
        new SmtpConnection(this, channel, transcript);
}
