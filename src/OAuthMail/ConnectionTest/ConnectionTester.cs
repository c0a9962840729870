using OAuthMail.ConnectionTest;

namespace OAuthMail;

/// <summary>
/// Tests whether an account can log in to its mail server, from the name resolution to the opened mailbox. The report names the failed
/// step, the problem and its remedy. Instances are thread-safe.
/// </summary>
public sealed class ConnectionTester
{
    private readonly ConnectionTesterOptions _options;

    /// <summary>Creates a tester.</summary>
    /// <param name="options">The options, or <see langword="null"/> for the defaults. Do not change them afterwards.</param>
    /// <exception cref="MailConfigurationException">An option is invalid.</exception>
    public ConnectionTester(ConnectionTesterOptions? options = null)
    {
        _options = options ?? new ConnectionTesterOptions();
        _options.Validate();
    }

    /// <summary>
    /// Tests one protocol of an account. The token is sent only to the account's server, only over TLS with a verified certificate, and
    /// never as a password. If the server rejects the token, the test renews it once and logs in again over a new connection.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="tokens">The provider of the account's tokens.</param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels the test and closes the connection.</param>
    /// <returns>The report. It contains failures of the steps; they are not thrown.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="account"/> or <paramref name="tokens"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The account has no server for the protocol.</exception>
    /// <exception cref="MailConfigurationException">An option is invalid.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public Task<ConnectionReport> TestAsync(
        MailAccount account,
        MailProtocol protocol,
        IAccessTokenProvider tokens,
        ConnectionTestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return CreateTest(account, protocol, tokens, options).RunAsync(loginOnly: false, cancellationToken);
    }

    /// <summary>
    /// Creates a function for <see cref="SignInOptions.TryLoginAsync"/> that logs in with a token. It returns <see langword="null"/> if
    /// the server accepts the login; otherwise, the server's reply that rejects the token or the mailbox.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="protocol">
    /// The protocol. IMAP and POP3 also open the mailbox, because some servers accept the token and then deny access to the mailbox.
    /// </param>
    /// <param name="options">The mechanism and the folder, or <see langword="null"/> for the defaults.</param>
    /// <returns>The function. It throws an <see cref="OAuthMailException"/> if the test cannot determine the result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The account has no server for the protocol.</exception>
    /// <exception cref="MailConfigurationException">An option is invalid.</exception>
    public Func<AccessToken, CancellationToken, Task<string?>> CreateLoginCheck(
        MailAccount account, MailProtocol protocol, ConnectionTestOptions? options = null)
    {
        Require(account, protocol, options);
        return async (token, cancellationToken) =>
        {
            ArgumentNullException.ThrowIfNull(token);
            var test = CreateTest(account, protocol, new FixedTokenProvider(token), options);
            var report = await test.RunAsync(loginOnly: true, cancellationToken).ConfigureAwait(false);
            return LoginCheckResult.Read(report);
        };
    }

    private static MailEndpoint Require(MailAccount account, MailProtocol protocol, ConnectionTestOptions? options)
    {
        ArgumentNullException.ThrowIfNull(account);
        EnumArgument.Require(protocol);
        options?.Validate();
        return account.GetEndpoint(protocol) ?? throw new ArgumentException(
            $"The account '{account.Name}' has no {ReportText.NameOf(protocol)} server. Set its endpoint, or use another protocol.",
            nameof(protocol));
    }

    private ConnectionTestRun CreateTest(
        MailAccount account, MailProtocol protocol, IAccessTokenProvider tokens, ConnectionTestOptions? options)
    {
        var endpoint = Require(account, protocol, options);
        return new ConnectionTestRun(account, protocol, endpoint, tokens, _options, options ?? new ConnectionTestOptions());
    }
}
