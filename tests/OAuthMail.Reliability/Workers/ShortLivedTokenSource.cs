namespace OAuthMail.Reliability.Workers;

/// <summary>A token source whose tokens expire almost immediately, so that renewals follow each other.</summary>
internal sealed class ShortLivedTokenSource(ITokenSource inner) : ITokenSource
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(5);

    public bool UsesStore => inner.UsesStore;

    public string Name => inner.Name;

    public OAuthMail.TokenKey GetKey(AccessTokenRequest request) => inner.GetKey(request);

    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        var grant = await inner.RequestTokenAsync(context, cancellationToken);
        var now = DateTimeOffset.UtcNow;
        return new TokenGrant(new AccessToken(grant.AccessToken.Value, now, now + Lifetime))
        {
            RefreshToken = grant.RefreshToken,
            Scope = grant.Scope,
            Identity = grant.Identity,
        };
    }
}
