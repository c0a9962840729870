using OAuthMail.ConnectionTest;

namespace OAuthMail;

/// <summary>
/// Tests whether an account can log in to its mail server, step by step from the host's name to the opened mailbox, and says at
/// the step that fails who must do what. It may be used for any number of tests at once.
/// </summary>
public sealed class ConnectionTester
{
    private readonly ConnectionTesterOptions _options;

    /// <summary>Makes a tester.</summary>
    /// <param name="options">How to connect; null for the defaults. Do not change them afterwards.</param>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    public ConnectionTester(ConnectionTesterOptions? options = null)
    {
        _options = options ?? new ConnectionTesterOptions();
        _options.Validate();
    }

    /// <summary>
    /// Tests one protocol of an account. A token goes only to the account's own server, only over TLS with a certificate that was
    /// verified, and never as a password. A refused token is renewed once, and the login tried once more over a new connection.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="tokens">The account's tokens.</param>
    /// <param name="options">What to do besides; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the test and closes the connection.</param>
    /// <returns>The report. Whatever fails is in it, and not thrown.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> or <paramref name="tokens"/> is null.</exception>
    /// <exception cref="ArgumentException">The account has no server for the protocol.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<ConnectionReport> TestAsync(
        MailAccount account, MailProtocol protocol, IAccessTokenProvider tokens, ConnectionTestOptions? options = null,
            CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return CreateTest(account, protocol, tokens, options).RunAsync(loginOnly: false, cancellationToken);
    }

    /// <summary>
    /// Makes a function that logs in with one token and tells whether the server let it in, as <see cref="SignInOptions.TryLoginAsync"/>
    /// wants it: null where it did, the server's own words where it refused the token or the mailbox.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="protocol">
    /// The protocol; IMAP and POP3 open the mailbox as well, because some servers accept the token first and refuse then.
    /// </param>
    /// <param name="options">The mechanism and the folder; null for the defaults.</param>
    /// <returns>The function. It throws an <see cref="OAuthMailException"/> where the server could not be asked.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is null.</exception>
    /// <exception cref="ArgumentException">The account has no server for the protocol.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    public Func<AccessToken, CancellationToken,
        Task<string?>> CreateLoginCheck(MailAccount account, MailProtocol protocol, ConnectionTestOptions? options = null)
    {
        Require(account, protocol, options);
        return async (token, cancellationToken) =>
        {
            ArgumentNullException.ThrowIfNull(token);
            var test = CreateTest(account, protocol, new OneToken(token), options);
            var report = await test.RunAsync(loginOnly: true, cancellationToken).ConfigureAwait(false);
            return LoginVerdict.Read(report);
        };
    }

    private static MailEndpoint Require(MailAccount account, MailProtocol protocol, ConnectionTestOptions? options)
    {
        ArgumentNullException.ThrowIfNull(account);
        options?.Validate();
        return account.GetEndpoint(protocol) ?? throw new ArgumentException(
            $"The account '{account.Name}' has no {ReportText.NameOf(protocol)} server.", nameof(protocol));
    }

    private ConnectionTestRun CreateTest(
        MailAccount account, MailProtocol protocol, IAccessTokenProvider tokens, ConnectionTestOptions? options)
    {
        var endpoint = Require(account, protocol, options);
        return new ConnectionTestRun(account, protocol, endpoint, tokens, _options, options ?? new ConnectionTestOptions());
    }
}
