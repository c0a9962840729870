namespace OAuthMail.MailKit.Authentication;

/// <summary>Replaces a token that the server rejected.</summary>
internal static class RejectedTokenRenewal
{
    /// <summary>
    /// The maximum wait for another token. The login has failed already, and the renewal continues without the caller. It covers one
    /// attempt at a token request.
    /// </summary>
    private static readonly TimeSpan MaximumWait = TimeSpan.FromSeconds(30);

    /// <summary>Returns whether the server may accept another token.</summary>
    public static bool CanHelp(MailServerException rejection) => rejection.Diagnosis?.Causes[0].NewTokenMayHelp
        ?? rejection.Problem.Kind == ProblemKind.TokenRefused;

    /// <summary>Acquires another token.</summary>
    /// <exception cref="MailServerException">
    /// There is no other token. The exception is <paramref name="rejection"/>, with the failure of the renewal if it failed.
    /// </exception>
    /// <exception cref="SignInRequiredException">A user must sign in. The message also contains the rejection.</exception>
    public static async Task<AccessToken> RenewAsync(
        IAccessTokenProvider tokens, LoginParameters login, AccessToken rejected, MailServerException rejection,
        CancellationToken cancellationToken)
    {
        AccessToken token;
        using var limit = new TimeLimit(
            login.Clock, login.LoginTimeout < MaximumWait ? login.LoginTimeout : MaximumWait, cancellationToken);
        try
        {
            token = await tokens.GetAccessTokenAsync(login.Request.After(rejected, rejection.Claims), limit.Token).ConfigureAwait(false);
        }
        catch (TokenRejectedException backoff)
        {
            // The rejection contains the server's text, which explains the failure; the back-off only adds the time of the next attempt.
            var wait = backoff.RetryAt - login.Clock.GetUtcNow();
            rejection.RetryAfter ??= wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
            throw rejection;
        }
        catch (SignInRequiredException required)
        {
            throw required.WithContext($"Before that, the mail server rejected the token: {rejection.Detail}");
        }
        catch (OAuthMailException failure)
        {
            throw rejection.WithRenewalFailure(failure);
        }
        catch (OperationCanceledException) when (limit.IsExceeded)
        {
            throw rejection.WithRenewalFailure(new TokenRequestException(
                Problems.RenewalTimedOut,
                $"The renewal of the token takes longer than {MaximumWait.TotalSeconds:0} seconds. It continues."));
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            // The server's words must not be lost, even if the caller does not wait for the renewal.
            throw new OperationCanceledException(canceled.Message, rejection, cancellationToken);
        }

        return token.Value == rejected.Value ? throw rejection : token;
    }
}
