namespace OAuthMail.MailKit.Authentication;

/// <summary>
/// A login over a connection that the caller opened. It can be repeated over the same connection, but the connection can't be replaced.
/// </summary>
internal static class ConnectedClientLogin
{
    public static async Task RunAsync(
        IMailService client, IAccessTokenProvider tokens, LoginParameters login, CancellationToken cancellationToken)
    {
        MailServices.RequireReady(client, login);
        LoginRedactor.Reset(client);
        MailServices.DiscardClearCapabilities(client);
        var mechanisms = MailServices.ChooseMechanisms(client, login);
        var token = await tokens.GetAccessTokenAsync(login.Request, cancellationToken).ConfigureAwait(false);
        var rejection = await LoginAttempt.RunAsync(client, login, mechanisms, token, isFresh: false, cancellationToken)
            .ConfigureAwait(false);
        if (rejection is null) return;
        if (!RejectedTokenRenewal.CanHelp(rejection)) throw rejection;

        token = await RejectedTokenRenewal.RenewAsync(tokens, login, token, rejection, cancellationToken).ConfigureAwait(false);
        if (!client.IsConnected) throw ReconnectNeeded(login, rejection);
        var second = await LoginAttempt.RunAsync(client, login, mechanisms, token, isFresh: true, cancellationToken).ConfigureAwait(false);
        if (second is null) return;

        // A server that disconnects after a rejection often does so only when the second attempt has begun.
        throw second.Problem == Problems.LoginInterrupted ? ReconnectNeeded(login, rejection) : second;
    }

    private static MailServerException ReconnectNeeded(LoginParameters login, MailServerException rejection) =>
        new(
            Problems.ReconnectNeeded, login.Protocol, login.Endpoint, $"{rejection.Detail} The token has been renewed since.",
            rejection.InnerException)
        {
            ServerWords = rejection.ServerWords,
            Challenge = rejection.Challenge,
            RetryAfter = TimeSpan.Zero,
        };
}
