namespace OAuthMail.MailKit.Authentication;

/// <summary>A new token in the place of a refused one, or the reason why there will be none.</summary>
internal static class Renewal
{
    /// <summary>Whether another token may be accepted.</summary>
    public static bool MayHelp(MailServerException refusal) => refusal.Problem.Kind == ProblemKind.TokenRefused;

    /// <summary>Gets another token.</summary>
    /// <exception cref="MailServerException">There is no other; it is the refusal.</exception>
    public static async Task<AccessToken> GetAnotherAsync(
        IAccessTokenProvider tokens, LoginTarget target, AccessToken refused, MailServerException refusal,
        CancellationToken cancellationToken)
    {
        AccessToken token;
        try
        {
            token = await tokens.GetAccessTokenAsync(target.Request.After(refused), cancellationToken).ConfigureAwait(false);
        }
        catch (TokenRejectedException brake)
        {
            // The brake knows when it ends; the server's words say why it is on.
            throw Rethrown(refusal, brake.RetryAt - target.Clock.GetUtcNow());
        }

        return token.Value == refused.Value ? throw refusal : token;
    }

    private static MailServerException Rethrown(MailServerException refusal, TimeSpan wait)
    {
        refusal.RetryAfter ??= wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        return refusal;
    }
}
