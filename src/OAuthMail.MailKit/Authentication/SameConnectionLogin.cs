namespace OAuthMail.MailKit.Authentication;

/// <summary>The login over a connection that somebody else made: it can be tried again, but not made anew.</summary>
internal static class SameConnectionLogin
{
    public static async Task RunAsync(
        IMailService client, IAccessTokenProvider tokens, LoginTarget target, CancellationToken cancellationToken)
    {
        MailServices.RequireReady(client, target);
        var mechanism = MailServices.ChooseMechanism(client, target);
        var token = await tokens.GetAccessTokenAsync(target.Request, cancellationToken).ConfigureAwait(false);
        var refusal = await LoginAttempt.RunAsync(client, target, mechanism, token, cancellationToken).ConfigureAwait(false);
        if (refusal is null) return;
        if (!Renewal.MayHelp(refusal)) throw refusal;

        token = await Renewal.GetAnotherAsync(tokens, target, token, refusal, cancellationToken).ConfigureAwait(false);
        if (!client.IsConnected) throw ReconnectNeeded(target, refusal);
        var second = await LoginAttempt.RunAsync(client, target, mechanism, token, cancellationToken).ConfigureAwait(false);
        if (second is null) return;

        // Servers that hang up after a refusal often do so while the next attempt is on its way.
        throw second.Problem == Problems.LoginInterrupted ? ReconnectNeeded(target, refusal) : second;
    }

    private static MailServerException ReconnectNeeded(LoginTarget target, MailServerException refusal) =>
        new(
            Problems.ReconnectNeeded, target.Protocol, target.Endpoint, $"{refusal.Detail} The token was renewed since.",
            refusal.InnerException)
        {
            ServerWords = refusal.ServerWords,
            Challenge = refusal.Challenge,
            RetryAfter = TimeSpan.Zero,
        };
}
