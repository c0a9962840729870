using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Connections;

/// <summary>Connects a client to the server of an account and logs in.</summary>
internal static class AccountLogin
{
    /// <summary>Connects and logs in. If the server rejects the token, it repeats both once with a new token.</summary>
    /// <returns>The token that the server accepted.</returns>
    public static async Task<AccessToken> RunAsync(
        IMailService client, MailAccount account, MailProtocol protocol, IAccessTokenProvider tokens, ServerConnector connector,
        CancellationToken cancellationToken)
    {
        if (client.IsConnected) throw new InvalidOperationException("The client is already connected.");
        LoginRedactor.Reset(client);
        var login = LoginParameters.For(account, protocol, connector.Clock);

        // The token is acquired before the connection is opened, because a server may close a connection that waits for a login.
        var token = await tokens.GetAccessTokenAsync(login.Request, cancellationToken).ConfigureAwait(false);
        for (var isSecond = false; ; isSecond = true)
        {
            var isLoggedIn = false;
            try
            {
                await connector.OpenAsync(client, login.Endpoint!, protocol, cancellationToken).ConfigureAwait(false);
                var mechanisms = MailServices.ChooseMechanisms(client, login);
                var rejection = await LoginAttempt.RunAsync(client, login, mechanisms, token, isSecond, cancellationToken)
                    .ConfigureAwait(false);
                isLoggedIn = rejection is null;
                if (isLoggedIn) return token;
                if (isSecond || !RejectedTokenRenewal.CanHelp(rejection!)) throw rejection!;
                await MailServices.AbortAsync(client).ConfigureAwait(false);
                token = await RejectedTokenRenewal.RenewAsync(tokens, login, token, rejection!, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!isLoggedIn) await MailServices.AbortAsync(client).ConfigureAwait(false);
            }
        }
    }
}
