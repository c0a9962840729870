using Microsoft.Kiota.Abstractions.Authentication;
using OAuthMail;

namespace Contoso.Documentation;

#region graph-kiota-tokens
public sealed class GraphTokens(OAuthMail.IAccessTokenProvider tokens, string host)
    : Microsoft.Kiota.Abstractions.Authentication.IAccessTokenProvider
{
    public AllowedHostsValidator AllowedHostsValidator { get; } = new([host]);

    public async Task<string> GetAuthorizationTokenAsync(
        Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default)
    {
        if (!AllowedHostsValidator.IsUrlHostValid(uri)) return "";
        var request = new AccessTokenRequest(protocol: MailProtocol.Smtp);
        return (await tokens.GetAccessTokenAsync(request, cancellationToken)).Value;
    }
}
#endregion
