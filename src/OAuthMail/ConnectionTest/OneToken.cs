namespace OAuthMail.ConnectionTest;

/// <summary>One token and no other.</summary>
internal sealed class OneToken(AccessToken token) : IAccessTokenProvider
{
    public ValueTask<AccessToken> GetAccessTokenAsync(
        AccessTokenRequest request = default, CancellationToken cancellationToken = default) =>
        new(token);
}
