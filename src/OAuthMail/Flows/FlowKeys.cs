using OAuthMail.Flows.Requests;

namespace OAuthMail.Flows;

/// <summary>Creates token keys from everything that makes the tokens of two flows differ.</summary>
internal static class FlowKeys
{
    /// <summary>Returns a set of scopes in a canonical form, independent of order and duplicates.</summary>
    public static string Canonical(IEnumerable<string> scopes) =>
        string.Join(" ", scopes.Distinct(StringComparer.Ordinal).OrderBy(scope => scope, StringComparer.Ordinal));

    public static TokenKey Create(
        string kind, AuthorizationServer server, ClientRegistration client, string credential, IEnumerable<string> scopes,
        FlowOptions options, string? subject)
    {
        var extras = FormEncoding.Encode(options.TokenParameters.OrderBy(extra => extra.Key, StringComparer.Ordinal));
        return TokenKey.Create(kind, server.TokenEndpoint.AbsoluteUri, client.ClientId, credential, Canonical(scopes), extras, subject);
    }
}
