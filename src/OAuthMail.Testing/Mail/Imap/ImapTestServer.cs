using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Mail;
using OAuthMail.Testing.Mail.Imap;

namespace OAuthMail.Testing;

/// <summary>
/// Represents an IMAP4rev1 server (RFC 3501) for the mailboxes of a store. It accepts OAuth 2.0 logins only.
/// </summary>
public sealed class ImapTestServer : MailTestServer<ImapTestServerOptions>
{
    internal ImapTestServer(
        MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, ImapTestServerOptions? options = null)
        : base(MailProtocol.Imap, store, checker, authority, options)
    {
    }

    /// <summary>Gets the number of connections in IDLE.</summary>
    public int IdlingConnections => Idling.Value;

    internal IdleCounter Idling { get; } = new();

    /// <summary>
    /// Waits until at least a number of connections are in IDLE. They receive all changes from then on.
    /// </summary>
    /// <param name="count">The number of connections.</param>
    /// <param name="timeout">The time-out. The default is 30 seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the number is reached.</returns>
    /// <exception cref="TimeoutException">The number was not reached in time.</exception>
    public Task WaitForIdleAsync(int count = 1, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Idling.WaitAsync(count).WaitAsync(timeout ?? TimeSpan.FromSeconds(30), cancellationToken);

    private protected override MailServerConnection CreateConnection(LineChannel channel, MailTranscript transcript) =>
        new ImapConnection(this, channel, transcript);
}
