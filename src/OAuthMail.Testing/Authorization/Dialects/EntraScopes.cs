namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>
/// Interprets scopes as Microsoft Entra ID does. The resource is the part before the last slash. A scope without a
/// resource belongs to Microsoft Graph. A token is for one resource only.
/// </summary>
internal static class EntraScopes
{
    public const string Delegated = "https://outlook.office.com";
    public const string Application = "https://outlook.office365.com";
    public const string GraphId = "00000003-0000-0000-c000-000000000000";
    public const string Graph = "https://graph.microsoft.com";

    private const string Default = "/.default";

    private static readonly string[] Identity = ["openid", "profile", "email", "offline_access"];
    private static readonly string[] Permissions = ["SMTP.Send", "IMAP.AccessAsUser.All", "POP.AccessAsUser.All"];
    private static readonly string[] Roles = ["SMTP.SendAsApp", "IMAP.AccessAsApp", "POP.AccessAsApp"];
    private static readonly string[] GraphPermissions =
        [.. Permissions, "User.Read", "Mail.Send", "Mail.ReadBasic", "Mail.Read", "Mail.ReadWrite"];

    public static string Permission(MailProtocol protocol) => Permissions[(int)protocol];

    public static string Role(MailProtocol protocol) => Roles[(int)protocol];

    public static IReadOnlyList<string> Expand(IReadOnlyList<string> requested)
    {
        if (requested.Count == 0) throw OAuthErrors.Parameter("scope", "missing").ToException();
        var expanded = new List<string>();
        foreach (var scope in requested)
        {
            var (resource, permission) = Split(scope);
            var known = resource switch
            {
                null => Identity,
                Graph => GraphPermissions,
                Delegated or Application => Permissions,
                _ => throw OAuthErrors.UnknownResource.ToException(),
            };
            if (permission == ".default") expanded.AddRange(known.Select(p => $"{resource}/{p}"));
            else if (known.Contains(permission)) expanded.Add(scope);
            else throw OAuthErrors.UnknownScope.ToException();
        }

        return [.. expanded.Distinct()];
    }

    public static ScopeSet ForUser(IReadOnlyList<string> scopes)
    {
        var parts = scopes.Select(Split).Where(p => p.Resource is not null).ToList();
        var resources = parts.Select(p => p.Resource!).Distinct().ToList();
        if (resources.Count > 1) throw OAuthErrors.ManyResources.ToException();
        var audience = resources.Count == 0 || resources[0] == Graph ? GraphId : resources[0];
        return new ScopeSet(scopes, audience, [.. parts.Select(p => p.Permission)], []);
    }

    public static ScopeSet ForApplication(TestClient client, IReadOnlyList<string> requested)
    {
        if (requested.Count == 0) throw OAuthErrors.Parameter("scope", "missing").ToException();
        if (requested.Count > 1) throw OAuthErrors.ManyResources.ToException();
        if (!requested[0].EndsWith(Default, StringComparison.Ordinal)) throw OAuthErrors.NotDefaultScope.ToException();
        return requested[0][..^Default.Length] switch
        {
            // The double slash occurs where the name of the resource ends with a slash.
            Application or Application + "/" => new ScopeSet(requested, Application, [], [.. client.Roles]),
            Delegated or Delegated + "/" => new ScopeSet(requested, Delegated, [], [.. client.Roles]),
            Graph => new ScopeSet(
                requested, Graph, [], [.. client.Roles.Where(role => role.StartsWith("Mail.", StringComparison.Ordinal))]),
            _ => throw OAuthErrors.UnknownResource.ToException(),
        };
    }

    private static (string? Resource, string Permission) Split(string scope)
    {
        var slash = scope.LastIndexOf('/');
        if (slash >= 0) return (scope[..slash], scope[(slash + 1)..]);
        return Identity.Contains(scope) ? (null, scope) : (Graph, scope);
    }
}
