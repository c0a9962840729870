using OAuthMail.MailKit.Authentication;
using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit;

/// <summary>
/// Extension methods that log in MailKit's <c>SmtpClient</c>, <c>ImapClient</c> and <c>Pop3Client</c> with an access token.
/// </summary>
public static class MailServiceExtensions
{
    /// <summary>
    /// Logs in over a connection that the caller opened. If the server rejects the token, the token is renewed once, and the login is
    /// repeated over the same connection. If the server has closed the connection, the exception has the code <c>reconnect-needed</c>:
    /// connect again and call this method again.
    /// </summary>
    /// <remarks>
    /// The method doesn't know which host the client is connected to. It therefore checks no host, and OAUTHBEARER is sent without host
    /// and port. <see cref="ConnectAsync"/> checks the host and sends both. To have the text with which IMAP and POP3 servers reject a
    /// login in exceptions, create the client with a <see cref="MailProtocolLogger"/>.
    /// </remarks>
    /// <param name="client">
    /// A client that is connected over TLS. It must validate the server's certificate at least as strictly as MailKit does by default.
    /// </param>
    /// <param name="tokens">The token provider of the mailbox.</param>
    /// <param name="mailbox">The address of the mailbox.</param>
    /// <param name="cancellationToken">Cancels the request for a token, or the login and the connection.</param>
    /// <returns>A task that completes when the client is logged in.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="mailbox"/> is empty or contains control characters, or the type of the client isn't supported.
    /// </exception>
    /// <exception cref="ServiceNotConnectedException">The client isn't connected.</exception>
    /// <exception cref="InvalidOperationException">The client is already logged in.</exception>
    /// <exception cref="MailServerException">
    /// The server rejected the login. The exception contains the server's text, the error challenge, and MailKit's exception.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static Task AuthenticateAsync(
        this IMailService client, IAccessTokenProvider tokens, string mailbox, CancellationToken cancellationToken = default) =>
        AuthenticateAsync(client, tokens, mailbox, new MailLoginOptions(), cancellationToken);

    /// <summary>
    /// Logs in over a connection that the caller opened, with options. See <see cref="AuthenticateAsync(IMailService,
    /// IAccessTokenProvider, string, CancellationToken)"/>.
    /// </summary>
    /// <param name="client">A client that is connected over TLS.</param>
    /// <param name="tokens">The token provider of the mailbox.</param>
    /// <param name="mailbox">The address of the mailbox.</param>
    /// <param name="options">The user, the mechanism, the minimum lifetime of the token, and the time limit.</param>
    /// <param name="cancellationToken">Cancels the request for a token, or the login and the connection.</param>
    /// <returns>A task that completes when the client is logged in.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="mailbox"/> is empty or contains control characters, or the type of the client isn't supported.
    /// </exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="ServiceNotConnectedException">The client isn't connected.</exception>
    /// <exception cref="InvalidOperationException">The client is already logged in.</exception>
    /// <exception cref="MailServerException">The server rejected the login.</exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static Task AuthenticateAsync(
        this IMailService client, IAccessTokenProvider tokens, string mailbox, MailLoginOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentException.ThrowIfNullOrWhiteSpace(mailbox);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return ConnectedClientLogin.RunAsync(
            client, tokens, LoginParameters.For(mailbox, MailServices.GetProtocol(client), options), cancellationToken);
    }

    /// <summary>
    /// Connects to the account's server for the client's protocol, and logs in. The token is sent only to that server, over TLS, after its
    /// certificate was verified. If the server rejects the token, the token is renewed once, and the login is repeated over a new
    /// connection.
    /// </summary>
    /// <remarks>
    /// The connection settings of the account apply, except for those that the caller has set at the client: its proxy, its local end
    /// point, its client certificates, its <c>LocalDomain</c> and its <c>Timeout</c>. The system must trust the certificate of an
    /// <c>https://</c> proxy of the account. To have the server's text in exceptions, create the client with a
    /// <see cref="MailProtocolLogger"/>, as <see cref="IMailClientFactory"/> does.
    /// </remarks>
    /// <param name="client">A client that isn't connected.</param>
    /// <param name="account">The account.</param>
    /// <param name="tokens">The token provider of the account.</param>
    /// <param name="cancellationToken">Cancels the request for a token, or the login and the connection.</param>
    /// <returns>A task that completes when the client is logged in. If it fails, the client isn't connected.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no server for the client's protocol.</exception>
    /// <exception cref="InvalidOperationException">The client is already connected.</exception>
    /// <exception cref="MailServerException">
    /// The server could not be reached, could not be trusted, or rejected the login.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static Task ConnectAsync(
        this IMailService client, MailAccount account, IAccessTokenProvider tokens, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(tokens);
        var protocol = MailServices.GetProtocol(client);
        ClientSetup.ApplyDefaults(client, account.Connection);
        return AccountLogin.RunAsync(
            client, account, protocol, tokens, new ServerConnector(account.Connection, TimeProvider.System, null), cancellationToken);
    }
}
