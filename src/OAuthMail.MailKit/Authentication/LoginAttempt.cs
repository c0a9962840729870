using MailKit.Net.Imap;

namespace OAuthMail.MailKit.Authentication;

/// <summary>One attempt to log in with one token over an open connection.</summary>
internal static class LoginAttempt
{
    /// <summary>
    /// Logs in, within the target's time limit: a server that sends its replies octet by octet would outlast every limit of a single
    /// read.
    /// </summary>
    /// <returns>Null if the server let the client in; otherwise why it did not. What is no refusal is thrown.</returns>
    public static async Task<MailServerException?> RunAsync(
        IMailService client, LoginTarget target, OAuthMechanism choice, AccessToken token, CancellationToken cancellationToken)
    {
        OAuthSaslMechanism mechanism = choice == OAuthMechanism.OAuthBearer
            ? new OAuthBearerSaslMechanism(target.Protocol, target.UserName, token, target.Endpoint)
            : new XOAuth2SaslMechanism(target.Protocol, target.UserName, token);
        var redactor = LoginSecrets.Of(token, mechanism);
        var logger = MailServices.GetLogger(client);
        var isTaken = false;
        using var limit = target.Clock.CreateCancellationTokenSource(target.LoginTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        logger?.BeginLogin(redactor);
        try
        {
            await client.AuthenticateAsync(mechanism, either.Token).ConfigureAwait(false);
            isTaken = true;
            if (client is IImapClient imap) await RequireMailboxAsync(imap, logger?.Words, either.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (LoginFailures.IsForeign(failure))
        {
            // A client that is cancelled may fail in any way.
            cancellationToken.ThrowIfCancellationRequested();
            return LoginFailures.Explain(target, mechanism, isTaken, failure, logger?.Words, redactor);
        }
        finally
        {
            logger?.EndLogin();
        }
    }

    /// <summary>
    /// Exchange may take the token and then answer every command with "User is authenticated but not connected", which MailKit does not
    /// notice when it asks for namespaces and folders. Where neither came, the inbox is asked for.
    /// </summary>
    private static async Task RequireMailboxAsync(IImapClient imap, IReadOnlyList<string>? words, CancellationToken cancellationToken)
    {
        if (imap.PersonalNamespaces.Count > 0 && imap.Inbox is not null) return;
        if (words is not null && words.FirstOrDefault(IsNotConnected) is { } line)
        {
            throw new ImapCommandException(ImapCommandResponse.Bad, line.Substring(line.IndexOf(' ') + 1));
        }
        var inbox = imap.Inbox ?? await imap.GetFolderAsync("INBOX", cancellationToken).ConfigureAwait(false);
        await inbox.StatusAsync(StatusItems.Count, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsNotConnected(string line) => line.Contains("authenticated but not connected", StringComparison.OrdinalIgnoreCase);
}
