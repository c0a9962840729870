namespace OAuthMail.Accounts;

/// <summary>The tokens of an account whose incoming and outgoing mail have registrations of their own: it tells them apart, and nothing more.</summary>
internal sealed class AccountTokenProvider(IAccessTokenProvider incoming, IAccessTokenProvider outgoing) : IAccessTokenProvider
{
    public ValueTask<AccessToken> GetAccessTokenAsync(AccessTokenRequest request = default, CancellationToken cancellationToken = default) =>
        (request.Protocol == MailProtocol.Smtp ? outgoing : incoming).GetAccessTokenAsync(request, cancellationToken);
}
