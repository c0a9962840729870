using OAuthMail.Configuration.Validation;

namespace OAuthMail.Accounts;

/// <summary>
/// Looks at scopes where each carries its resource's full address (<see cref="MailProvider.ScopesNameOneResource"/>). The authorization server takes nearly
/// anything and gives a token for another resource, which the mail server then refuses without a reason.
/// </summary>
internal sealed class ScopeCheck(MailProvider provider, OAuthFlow flow)
{
    private const string Why = "The token would be for Microsoft Graph, and the mail server would refuse it (535 5.7.3)";

    private static readonly string[] Identity = ["openid", "profile", "email", "offline_access"];

    /// <summary>Graph in its clouds, its predecessor, and its application id, which scopes may name in place of the address.</summary>
    private static readonly string[] GraphHosts =
    [
        "graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn", "graph.windows.net", "00000003-0000-0000-c000-000000000000",
    ];

    /// <summary>Whether a scope is for a refresh token or an identity, and not for mail.</summary>
    public static bool IsIdentity(string scope) => Identity.Contains(scope, StringComparer.Ordinal);

    /// <summary>What is wrong with the scopes, beginning in lower case after the option's name; null if nothing is.</summary>
    public string? WhyNot(IReadOnlyList<string> scopes)
    {
        if (flow is OAuthFlow.ClientCredentials or OAuthFlow.ManagedIdentity) return WhyNotForApplication(scopes);
        string? first = null;
        foreach (var scope in scopes.Where(scope => !IsIdentity(scope)))
        {
            var slash = scope.LastIndexOf('/');
            if (slash < 0) return $"has {OptionText.Quote(scope)} without its resource's address. {Why}. Write {Instead(scope)}";
            if (IsGraph(scope)) return $"has {OptionText.Quote(scope)}, which is a permission of Microsoft Graph. {Why}. Write {Instead(scope.Substring(slash + 1))}";
            first ??= scope;
            if (!ResourceOf(first).Equals(ResourceOf(scope), StringComparison.OrdinalIgnoreCase))
            {
                return $"has {OptionText.Quote(first)} and {OptionText.Quote(scope)}, which are of two resources. A token is for one of them only (AADSTS28000, 70011). Keep those of the mail server";
            }
        }

        return first is null ? $"has no permission for mail in it. {Why}. Add {Instead("SMTP.Send")}" : null;
    }

    private string? WhyNotForApplication(IReadOnlyList<string> scopes)
    {
        var instead = $"leave it out for {OptionText.Quote(provider.ApplicationScope ?? "")}";
        if (scopes.Count != 1) return $"has {scopes.Count} scopes. An application without a user asks for one, its resource's '/.default': {instead}";
        var scope = scopes[0];
        if (IsGraph(scope)) return $"is {OptionText.Quote(scope)}, which is Microsoft Graph's. {Why}. Better {instead}";
        return scope.EndsWith("/.default", StringComparison.Ordinal)
            ? null
            : $"is {OptionText.Quote(scope)}. An application without a user asks for its resource's '/.default', and gets what an administrator has consented to: {instead}";
    }

    /// <summary>The provider's own scope for the same permission, or all of them.</summary>
    private string Instead(string permission)
    {
        var own = provider.GetScopes(flow, [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3]);
        var same = own.FirstOrDefault(scope => scope.EndsWith($"/{permission}", StringComparison.OrdinalIgnoreCase));
        return same is null ? $"'{string.Join(" ", own)}', or leave it out for the same" : $"'{same}', or leave it out for the provider's scopes";
    }

    private static bool IsGraph(string scope)
    {
        var resource = ResourceOf(scope);
        var host = Uri.TryCreate(resource, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Host : resource;
        return GraphHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
    }

    private static string ResourceOf(string scope)
    {
        var slash = scope.LastIndexOf('/');
        return slash < 0 ? "" : scope.Substring(0, slash).TrimEnd('/');
    }
}
