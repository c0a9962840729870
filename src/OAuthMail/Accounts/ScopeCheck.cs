using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>
/// Checks scopes that contain the full address of their resource (<see cref="MailProvider.ScopesNameOneResource"/>). The authorization
/// server accepts nearly any scope and issues a token for another resource, which the mail server then rejects without a reason.
/// </summary>
internal sealed class ScopeCheck(MailProvider provider, OAuthFlow flow)
{
    private const string Why = "The token would be for Microsoft Graph, and the mail server would reject it (535 5.7.3).";

    private static readonly string[] Identity = ["openid", "profile", "email", "offline_access"];

    /// <summary>
    /// The hosts of Microsoft Graph in all clouds, of its predecessor, and its application id, which scopes can contain instead.
    /// </summary>
    private static readonly string[] GraphHosts =
    [
        "graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn", "graph.windows.net",
        "00000003-0000-0000-c000-000000000000",
    ];

    /// <summary>Determines whether a scope is for a refresh token or an ID token, and not for mail.</summary>
    public static bool IsIdentity(string scope) => Identity.Contains(scope, StringComparer.Ordinal);

    /// <summary>Returns what is wrong with the scopes, as full sentences, or <see langword="null"/> if they are valid.</summary>
    public string? WhyNot(IReadOnlyList<string> scopes)
    {
        if (flow is OAuthFlow.ClientCredentials or OAuthFlow.ManagedIdentity) return WhyNotForApplication(scopes);
        if (provider.IsGraph) return WhyNotForGraph(scopes);
        string? first = null;
        foreach (var scope in scopes.Where(scope => !IsIdentity(scope)))
        {
            var slash = scope.LastIndexOf('/');
            if (slash < 0) return $"{OptionText.Quote(scope)} doesn't contain the address of its resource. {Why} Set {Instead(scope)}.";
            if (IsGraph(scope))
            {
                return $"{OptionText.Quote(scope)} is a permission of Microsoft Graph. {Why} Set {Instead(scope.Substring(slash + 1))}.";
            }

            first ??= scope;
            if (!ResourceOf(first).Equals(ResourceOf(scope), StringComparison.OrdinalIgnoreCase))
            {
                return $"{OptionText.Quote(first)} and {OptionText.Quote(scope)} belong to different resources. "
                    + "A token is for one resource only (AADSTS28000, 70011). Keep the scopes of the mail server.";
            }
        }

        return first is null ? $"The scopes contain no permission for mail. {Why} Add {Instead("SMTP.Send")}." : null;
    }

    /// <summary>Returns what is wrong with the scopes for Microsoft Graph. Scopes without an address belong to it.</summary>
    private string? WhyNotForGraph(IReadOnlyList<string> scopes)
    {
        var mail = scopes.Where(scope => !IsIdentity(scope)).ToArray();
        var other = Array.Find(mail, scope => scope.Contains('/') && !IsGraph(scope) && !IsOwn(scope));
        if (other is not null)
        {
            return $"{OptionText.Quote(other)} is not a permission of Microsoft Graph, but "
                + $"{nameof(MailAccountOptions.Transport)} is Graph. Microsoft Graph rejects tokens for other resources "
                + $"(InvalidAuthenticationToken). Set {Instead("Mail.Send")}.";
        }

        if (Array.Find(mail, IsOfAnotherCloud) is { } foreign)
        {
            return $"{WhyAnotherCloud(foreign)} Set {Instead(foreign.Substring(foreign.LastIndexOf('/') + 1))}.";
        }

        var hasMail = Array.Exists(mail, scope =>
        {
            var permission = scope.Substring(scope.LastIndexOf('/') + 1);
            return permission == ".default" || permission.StartsWith("Mail.", StringComparison.OrdinalIgnoreCase);
        });
        return hasMail ? null : $"The scopes contain no permission for mail, such as Mail.Send. Set {Instead("Mail.Send")}.";
    }

    /// <summary>
    /// Returns whether a scope belongs to Microsoft Graph in another cloud than the provider's. The cloud of a test server or of a server
    /// that this library does not know is unknown.
    /// </summary>
    private bool IsOfAnotherCloud(string scope)
    {
        var resource = ResourceOf(scope);
        return resource.Length > 0 && provider.Graph is { } own && IsKnownGraph(own) && IsGraph(scope)
            && !IsOwn(scope) && resource != GraphFacts.ApplicationId;
    }

    private string WhyAnotherCloud(string scope) =>
        $"{OptionText.Quote(scope)} belongs to another cloud: the scopes of {provider.DisplayName} begin with {provider.Graph}. Tokens of "
            + "one cloud are not valid in another (InvalidAuthenticationToken).";

    /// <summary>Returns whether an address is Microsoft Graph in one of the known clouds.</summary>
    public static bool IsKnownGraph(string address) => IsGraph($"{address.TrimEnd('/')}/.default");

    private bool IsOwn(string scope) => provider.Graph is { } own
        && ResourceOf(scope).Equals(own.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    private string? WhyNotForApplication(IReadOnlyList<string> scopes)
    {
        var instead = $"Leave the option unset for {OptionText.Quote(provider.ApplicationScope ?? "")}.";
        if (scopes.Count != 1)
        {
            return $"Must be one scope, but has {scopes.Count}. An application without a user requests '/.default'. {instead}";
        }

        var scope = scopes[0];
        if (provider.IsGraph)
        {
            if (!IsGraph(scope) && !IsOwn(scope))
            {
                return $"{OptionText.Quote(scope)} is not a scope of Microsoft Graph, but {nameof(MailAccountOptions.Transport)} is Graph. "
                    + $"Microsoft Graph rejects tokens for other resources (InvalidAuthenticationToken). {instead}";
            }

            if (IsOfAnotherCloud(scope)) return $"{WhyAnotherCloud(scope)} {instead}";
        }
        else if (IsGraph(scope)) return $"{OptionText.Quote(scope)} is a scope of Microsoft Graph. {Why} {instead}";
        return scope.EndsWith("/.default", StringComparison.Ordinal)
            ? null
            : $"{OptionText.Quote(scope)} isn't a '/.default' scope. "
                + "An application without a user requests '/.default' of its resource, and "
                + $"receives the permissions that an administrator has consented to. {instead}";
    }

    /// <summary>Returns the provider's scope for the same permission, or all of its scopes.</summary>
    private string Instead(string permission)
    {
        var own = provider.GetScopes(flow, [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3]);
        var same = own.FirstOrDefault(scope => scope.EndsWith($"/{permission}", StringComparison.OrdinalIgnoreCase));
        return same is null
            ? $"'{string.Join(" ", own)}', or leave the option unset"
            : $"'{same}', or leave the option unset for the provider's scopes";
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
