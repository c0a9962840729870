namespace OAuthMail.Tests.ConnectionTest;

/// <summary>Provides the next token of a list after each rejection. The last token is provided repeatedly.</summary>
internal sealed class TokenQueue(params AccessToken[] tokens) : IAccessTokenProvider
{
    private int _next;

    public List<AccessTokenRequest> Requests { get; } = [];

    public ValueTask<AccessToken> GetAccessTokenAsync(AccessTokenRequest request = default, CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        if (request.RejectedToken is not null && _next < tokens.Length - 1) _next++;
        return new ValueTask<AccessToken>(tokens[_next]);
    }
}
