using Azure.Core;
using OAuthMail;

namespace Contoso.Documentation;

#region graph-azure-credential
public sealed class GraphCredential(OAuthMail.IAccessTokenProvider tokens) : TokenCredential
{
    public override async ValueTask<Azure.Core.AccessToken> GetTokenAsync(
        TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Smtp), cancellationToken);
        return new Azure.Core.AccessToken(token.Value, token.ExpiresAt);
    }

    public override Azure.Core.AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        GetTokenAsync(requestContext, cancellationToken).AsTask().GetAwaiter().GetResult();
}
#endregion
