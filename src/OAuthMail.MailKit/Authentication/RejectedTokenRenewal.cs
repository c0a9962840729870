namespace OAuthMail.MailKit.Authentication;

/// <summary>Replaces a token that the server rejected.</summary>
internal static class RejectedTokenRenewal
{
    /// <summary>Returns whether the server may accept another token.</summary>
    public static bool CanHelp(MailServerException rejection) => rejection.Problem.Kind == ProblemKind.TokenRefused;

    /// <summary>Acquires another token.</summary>
    /// <exception cref="MailServerException">There is no other token. The exception is <paramref name="rejection"/>.</exception>
    public static async Task<AccessToken> RenewAsync(
        IAccessTokenProvider tokens, LoginParameters login, AccessToken rejected, MailServerException rejection,
        CancellationToken cancellationToken)
    {
        AccessToken token;
        try
        {
            token = await tokens.GetAccessTokenAsync(login.Request.After(rejected), cancellationToken).ConfigureAwait(false);
        }
        catch (TokenRejectedException backoff)
        {
            // The rejection contains the server's text, which explains the failure; the back-off only adds the time of the next attempt.
            var wait = backoff.RetryAt - login.Clock.GetUtcNow();
            rejection.RetryAfter ??= wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
            throw rejection;
        }

        return token.Value == rejected.Value ? throw rejection : token;
    }
}
