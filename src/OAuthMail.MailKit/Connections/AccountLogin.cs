using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Connections;

/// <summary>From a client that is not connected to one that is logged in to its account's server.</summary>
internal static class AccountLogin
{
    /// <summary>Connects and logs in; with a new token over a new connection if the first token is refused.</summary>
    /// <returns>The token that the server took.</returns>
    public static async Task<AccessToken> RunAsync(
        IMailService client, MailAccount account, MailProtocol protocol, IAccessTokenProvider tokens, ServerConnection connection, CancellationToken cancellationToken)
    {
        if (client.IsConnected) throw new InvalidOperationException("The client is connected already.");
        var target = LoginTarget.For(account, protocol, connection.Clock);

        // First of all: a server that waits for a login while a token is fetched may close the connection.
        var token = await tokens.GetAccessTokenAsync(target.Request, cancellationToken).ConfigureAwait(false);
        for (var isSecond = false; ; isSecond = true)
        {
            var isIn = false;
            try
            {
                await connection.OpenAsync(client, target.Endpoint!, protocol, cancellationToken).ConfigureAwait(false);
                var mechanism = MailServices.ChooseMechanism(client, target);
                var refusal = await LoginAttempt.RunAsync(client, target, mechanism, token, cancellationToken).ConfigureAwait(false);
                isIn = refusal is null;
                if (isIn) return token;
                if (isSecond || !Renewal.MayHelp(refusal!)) throw refusal!;
                await MailServices.DropAsync(client).ConfigureAwait(false);
                token = await Renewal.GetAnotherAsync(tokens, target, token, refusal!, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!isIn) await MailServices.DropAsync(client).ConfigureAwait(false);
            }
        }
    }
}
