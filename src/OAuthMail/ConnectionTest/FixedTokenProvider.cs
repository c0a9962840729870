namespace OAuthMail.ConnectionTest;

/// <summary>Provides a fixed token.</summary>
internal sealed class FixedTokenProvider(AccessToken token) : IAccessTokenProvider
{
    public ValueTask<AccessToken> GetAccessTokenAsync(
        AccessTokenRequest request = default, CancellationToken cancellationToken = default) =>
        new(token);
}
