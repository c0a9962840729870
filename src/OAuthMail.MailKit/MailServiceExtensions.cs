using OAuthMail.MailKit.Authentication;
using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit;

/// <summary>Logs MailKit's <c>SmtpClient</c>, <c>ImapClient</c> and <c>Pop3Client</c> in with an access token.</summary>
public static class MailServiceExtensions
{
    /// <summary>
    /// Logs in over a connection that the caller made. A token that the server refuses is renewed once and tried again over the same
    /// connection; where the server has closed that, the exception has the code <c>reconnect-needed</c>, and a new connection will do.
    /// </summary>
    /// <remarks>
    /// Where the client is connected to is not known here: nothing checks that the host is the mailbox's own, and OAUTHBEARER goes
    /// without host and port. <see cref="ConnectAsync"/> does both. To have the words with which IMAP and POP3 servers refuse, make the
    /// client with a <see cref="MailProtocolLogger"/>.
    /// </remarks>
    /// <param name="client">A connected client, over TLS, whose certificate checks are as MailKit has them or stricter.</param>
    /// <param name="tokens">The mailbox's tokens.</param>
    /// <param name="mailbox">The mailbox's address.</param>
    /// <param name="cancellationToken">Ends the wait for a token, or the login and the connection.</param>
    /// <returns>A task that ends when the client is logged in.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="mailbox"/> is empty or has control characters, or the client is of no known kind.
    /// </exception>
    /// <exception cref="ServiceNotConnectedException">The client is not connected.</exception>
    /// <exception cref="InvalidOperationException">The client is logged in already.</exception>
    /// <exception cref="MailServerException">
    /// The server refused; it carries the server's words, the challenge, and MailKit's exception.
    /// </exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task AuthenticateAsync(
        this IMailService client, IAccessTokenProvider tokens, string mailbox, CancellationToken cancellationToken = default) =>
        AuthenticateAsync(client, tokens, mailbox, new MailLoginOptions(), cancellationToken);

    /// <summary>
    /// Logs in over a connection that the caller made, as <see cref="AuthenticateAsync(IMailService, IAccessTokenProvider, string,
    /// CancellationToken)"/>.
    /// </summary>
    /// <param name="client">A connected client, over TLS.</param>
    /// <param name="tokens">The mailbox's tokens.</param>
    /// <param name="mailbox">The mailbox's address.</param>
    /// <param name="options">
    /// The user, where it is not the mailbox, the mechanism, the least lifetime of the token, and the time limit.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for a token, or the login and the connection.</param>
    /// <returns>A task that ends when the client is logged in.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="mailbox"/> is empty or has control characters, or the client is of no known kind.
    /// </exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="ServiceNotConnectedException">The client is not connected.</exception>
    /// <exception cref="InvalidOperationException">The client is logged in already.</exception>
    /// <exception cref="MailServerException">The server refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task AuthenticateAsync(
        this IMailService client, IAccessTokenProvider tokens, string mailbox, MailLoginOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentException.ThrowIfNullOrWhiteSpace(mailbox);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return SameConnectionLogin.RunAsync(
            client, tokens, LoginTarget.For(mailbox, MailServices.GetProtocol(client), options), cancellationToken);
    }

    /// <summary>
    /// Connects to the account's server for the client's protocol, and logs in. The token goes to that server only, over TLS with a
    /// certificate that was verified; one that is refused is renewed once and tried again over a new connection.
    /// </summary>
    /// <remarks>
    /// What the account says of its connection counts, except for what the caller has set at the client: its proxy, its local end
    /// point, its client certificates, its <c>LocalDomain</c> and its <c>Timeout</c>. An <c>https://</c> proxy of the account must have
    /// a certificate that the system trusts. To have the server's words in exceptions, make the client with a
    /// <see cref="MailProtocolLogger"/>; the factory (<see cref="IMailClientFactory"/>) does.
    /// </remarks>
    /// <param name="client">A client that is not connected.</param>
    /// <param name="account">The account.</param>
    /// <param name="tokens">The account's tokens.</param>
    /// <param name="cancellationToken">Ends the wait for a token, or the login and the connection.</param>
    /// <returns>A task that ends when the client is logged in. If it fails, the client is not connected.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The account has no server for the client's protocol.</exception>
    /// <exception cref="InvalidOperationException">The client is connected already.</exception>
    /// <exception cref="MailServerException">The server could not be reached, could not be trusted, or refused.</exception>
    /// <exception cref="OAuthMailException">There is no token to be had.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task ConnectAsync(
        this IMailService client, MailAccount account, IAccessTokenProvider tokens, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(tokens);
        var protocol = MailServices.GetProtocol(client);
        ClientSetup.FillIn(client, account.Connection);
        return AccountLogin.RunAsync(
            client, account, protocol, tokens, new ServerConnection(account.Connection, TimeProvider.System, null), cancellationToken);
    }
}
