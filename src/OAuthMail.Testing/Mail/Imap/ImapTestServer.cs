using OAuthMail.Providers;
using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Mail;
using OAuthMail.Testing.Mail.Imap;

namespace OAuthMail.Testing;

/// <summary>An IMAP4rev1 server (RFC 3501) over the mailboxes of a store, with logins by OAuth token only.</summary>
public sealed class ImapTestServer : MailTestServer<ImapTestServerOptions>
{
    internal ImapTestServer(
        MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, ImapTestServerOptions? options = null)
        : base(MailProtocol.Imap, store, checker, authority, options)
    {
    }

    /// <summary>How many connections stand in IDLE now.</summary>
    public int IdlingConnections => Idling.Value;

    internal IdleCounter Idling { get; } = new();

    /// <summary>Waits until at least so many connections stand in IDLE: a watcher that does hears of whatever happens from then on.</summary>
    /// <param name="count">How many.</param>
    /// <param name="timeout">How long to wait; 30 seconds if nothing is given.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when they do.</returns>
    /// <exception cref="TimeoutException">They did not in time.</exception>
    public Task WaitForIdleAsync(int count = 1, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Idling.WaitAsync(count).WaitAsync(timeout ?? TimeSpan.FromSeconds(30), cancellationToken);

    private protected override MailServerConnection CreateConnection(LineChannel channel, MailTranscript transcript) =>
        new ImapConnection(this, channel, transcript);
}
