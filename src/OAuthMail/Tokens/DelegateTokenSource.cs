using System.Globalization;

namespace OAuthMail.Tokens;

/// <summary>A function as a token source. Its key is its own: two functions share no token, even under one name.</summary>
internal sealed class DelegateTokenSource(
    string name, Func<AccessTokenRequest, CancellationToken, ValueTask<AccessToken>> getToken) : ITokenSource
{
    private static int Count;

    private readonly TokenKey _key = new("delegate-" + Interlocked.Increment(ref Count).ToString(CultureInfo.InvariantCulture));

    public string Name => name;

    public bool UsesStore => false;

    public TokenKey GetKey(AccessTokenRequest request) => _key;

    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken) =>
        new(await getToken(context.Request, cancellationToken).ConfigureAwait(false));
}
