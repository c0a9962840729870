using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Renews the token with which a session was opened if the server ends the session because of it. The next login would otherwise use it
/// once more.
/// </summary>
internal sealed class SessionTokens(CommandRunner commands, MailProtocol protocol, IMailClientFactory factory, WatchRetry retry)
{
    private AccessToken? _rejected;

    /// <summary>Runs a step of a session.</summary>
    /// <param name="token">The token of the session, or <see langword="null"/> if it isn't known.</param>
    /// <param name="step">The step.</param>
    public async Task<T> RunAsync<T>(AccessToken? token, Func<Task<T>> step)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (MailServerException failure) when (failure.Problem.Kind == ProblemKind.TokenRefused)
        {
            _rejected = token;
            retry.OnTokenExpired();
            throw;
        }
    }

    /// <summary>Renews the rejected token, if there is one.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (_rejected is not { } rejected) return;
        _rejected = null;
        var request = LoginParameters.For(commands.Account, protocol, commands.Clock).Request.After(rejected);
        try
        {
            await factory.Accounts.GetTokens(commands.Account).GetAccessTokenAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenRejectedException)
        {
            // It is too early for another token. The login shows whether the server accepts the present one.
        }
    }
}
