using MailKit.Net.Imap;

namespace OAuthMail.MailKit.Authentication;

/// <summary>One login attempt with one token over an open connection.</summary>
internal static class LoginAttempt
{
    /// <summary>
    /// Logs in within the time limit. The limit covers the whole login, because a server that sends its replies octet by octet never
    /// exceeds the limit of a single read.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="login">The parameters of the login.</param>
    /// <param name="choices">The mechanisms to try, in their order.</param>
    /// <param name="token">The token.</param>
    /// <param name="isFresh">Whether the token was acquired because the server rejected another one.</param>
    /// <param name="cancellationToken">Cancels the login.</param>
    /// <returns>
    /// The reason why the login failed, or <see langword="null"/> if it succeeded. Exceptions that neither the server nor the network
    /// caused are thrown.
    /// </returns>
    public static async Task<MailServerException?> RunAsync(
        IMailService client, LoginParameters login, IReadOnlyList<OAuthMechanism> choices, AccessToken token,
        bool isFresh, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(login.Clock, login.LoginTimeout, cancellationToken);
        for (var i = 0; ; i++)
        {
            var mechanism = Create(login, choices[i], token);
            if (login.TakesOneLine) mechanism.UseInitialResponse(true);
            if (client is IImapClient imap && (imap.Capabilities & ImapCapabilities.SaslIR) == 0) mechanism.UseInitialResponse(false);
            var failure = await RunAsync(client, login, mechanism, token, isFresh, limit, cancellationToken).ConfigureAwait(false);
            if (failure is null || !client.IsConnected || client.IsAuthenticated) return failure;
            if (LoginForm.FindOther(client, mechanism, failure) is { } form)
            {
                // The server did not understand the form of the login, so it has not rejected the token.
                mechanism = Create(login, choices[i], token);
                mechanism.UseInitialResponse(form);
                failure = await RunAsync(client, login, mechanism, token, isFresh, limit, cancellationToken).ConfigureAwait(false);
            }

            // The server has rejected the mechanism, not the token, which it has not seen.
            if (failure is null || mechanism.IsSent || i + 1 == choices.Count || !client.IsConnected) return failure;
        }
    }

    private static OAuthSaslMechanism Create(LoginParameters login, OAuthMechanism choice, AccessToken token) =>
        choice == OAuthMechanism.OAuthBearer
            ? new OAuthBearerSaslMechanism(login.Protocol, login.UserName, token, login.Endpoint)
            : new XOAuth2SaslMechanism(login.Protocol, login.UserName, token);

    private static async Task<MailServerException?> RunAsync(
        IMailService client, LoginParameters login, OAuthSaslMechanism mechanism, AccessToken token, bool isFresh,
        TimeLimit limit, CancellationToken cancellationToken)
    {
        var redactor = LoginRedactor.Of(client);
        LoginRedactor.Add(redactor, token, mechanism);
        var logger = MailServices.GetLogger(client);
        var isAccepted = false;
        logger?.BeginLogin(redactor);
        try
        {
            await client.AuthenticateAsync(mechanism, limit.Token).ConfigureAwait(false);
            isAccepted = true;
            if (client is IImapClient imap) await RequireMailboxAsync(imap, logger?.LoginReplies, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (LoginFailures.IsServerOrNetworkFailure(failure))
        {
            // A cancelled client may throw any of these exceptions.
            cancellationToken.ThrowIfCancellationRequested();
            return LoginFailures.CreateException(login, mechanism, isAccepted, failure, logger?.LoginReplies, redactor, token, isFresh);
        }
        finally
        {
            logger?.EndLogin();
        }
    }

    /// <summary>
    /// Verifies that the mailbox can be used. Exchange may accept the token and then answer every command with "User is authenticated but
    /// not connected". MailKit ignores that when it lists namespaces and folders; if it received neither, the inbox is queried.
    /// </summary>
    private static async Task RequireMailboxAsync(IImapClient imap, IReadOnlyList<string>? replies, CancellationToken cancellationToken)
    {
        if (imap.PersonalNamespaces.Count > 0 && imap.Inbox is not null) return;
        if (replies is not null && replies.FirstOrDefault(IsNotConnected) is { } line)
        {
            throw new ImapCommandException(ImapCommandResponse.Bad, line.Substring(line.IndexOf(' ') + 1));
        }
        var inbox = imap.Inbox ?? await imap.GetFolderAsync("INBOX", cancellationToken).ConfigureAwait(false);
        await inbox.StatusAsync(StatusItems.Count, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsNotConnected(string line) => line.Contains("authenticated but not connected", StringComparison.OrdinalIgnoreCase);
}
