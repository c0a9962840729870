namespace OAuthMail.Accounts;

/// <summary>
/// Provides the tokens of an account, which may have different registrations for incoming and outgoing mail. If a user must sign in, it
/// names the account and the side: the failure is remembered for all accounts and protocols that share the token.
/// </summary>
internal sealed class AccountTokenProvider(MailAccount account, IAccessTokenProvider incoming, IAccessTokenProvider outgoing)
    : IAccessTokenProvider
{
    public ValueTask<AccessToken> GetAccessTokenAsync(AccessTokenRequest request = default, CancellationToken cancellationToken = default)
    {
        var isOutgoing = request.Protocol == MailProtocol.Smtp;
        var pending = (isOutgoing ? outgoing : incoming).GetAccessTokenAsync(request, cancellationToken);
        return pending.IsCompletedSuccessfully ? pending : WaitAsync(pending, account.FindSide(isOutgoing));
    }

    private async ValueTask<AccessToken> WaitAsync(ValueTask<AccessToken> pending, MailProtocol? side)
    {
        try
        {
            return await pending.ConfigureAwait(false);
        }
        catch (SignInRequiredException required)
        {
            throw required.For(account.Name, side);
        }
    }
}
