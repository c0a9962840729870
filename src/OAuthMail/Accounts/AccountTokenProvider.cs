namespace OAuthMail.Accounts;

/// <summary>Provides the tokens of an account with different registrations for incoming and outgoing mail.</summary>
internal sealed class AccountTokenProvider(IAccessTokenProvider incoming, IAccessTokenProvider outgoing) : IAccessTokenProvider
{
    public ValueTask<AccessToken> GetAccessTokenAsync(
        AccessTokenRequest request = default, CancellationToken cancellationToken = default) =>
        (request.Protocol == MailProtocol.Smtp ? outgoing : incoming).GetAccessTokenAsync(request, cancellationToken);
}
