using System.Text.Json.Nodes;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>
/// Reads a token cache of MSAL that is not encrypted. The cache contains no client secret. On the desktop, MSAL's caches are usually
/// encrypted by the system, and cannot be read.
/// </summary>
internal sealed class MsalCacheSource : IImportSource
{
    public string Name => "msal";

    public string FileDescription => "token cache of MSAL in JSON, not encrypted";

    public IReadOnlyList<ImportedAccount> Read(ImportRequest request)
    {
        var path = request.File ?? throw new UsageException("Name the cache file.");
        return Read(SourceFile.ReadJson(path), $"'{path}'", request);
    }

    /// <summary>Reads the accounts of a cache that may be inside another file.</summary>
    public static IReadOnlyList<ImportedAccount> Read(JsonObject cache, string what, ImportRequest request)
    {
        var accounts = Entries(cache, "Account").ToList();
        var imported = new List<ImportedAccount>();
        foreach (var token in Entries(cache, "RefreshToken"))
        {
            var home = token.GetText("home_account_id");
            var account = accounts.Find(one => one.GetText("home_account_id") == home);
            var tenant = request.TenantId ?? account?.GetText("realm") ?? home?.Split('.') switch { [_, var own] => own, _ => null };
            var environment = token.GetText("environment") ?? "login.microsoftonline.com";
            if (token.GetText("secret") is not { } secret || tenant is null) continue;
            var next = new ImportedAccount
            {
                Address = request.Address ?? account?.GetText("username"),
                ClientId = request.ClientId ?? token.GetText("client_id"),
                ClientSecret = request.ClientSecret,
                TokenEndpoint = KnownEndpoints.Microsoft(tenant, HostOf(environment)),
                Scope = MailScopes(token.GetText("target")),
                RefreshToken = secret,
            };

            // A cache can contain a token of the client and one of its family.
            if (!imported.Exists(one => one.Address == next.Address && one.ClientId == next.ClientId)) imported.Add(next);
        }

        return imported.Count > 0
            ? imported
            : throw new UsageException($"{what} contains no refresh token of MSAL.", ExitCodes.Data);
    }

    private static IEnumerable<JsonObject> Entries(JsonObject cache, string name) =>
        (cache[name] as JsonObject)?.Select(entry => entry.Value).OfType<JsonObject>() ?? [];

    // An alias of the global cloud that MSAL uses in its cache.
    private static string HostOf(string environment) =>
        environment is "login.windows.net" or "login.microsoft.com" or "sts.windows.net" ? "login.microsoftonline.com" : environment;

    /// <summary>Returns the scopes for mail with the one for refresh tokens, or <see langword="null"/> if the token has none.</summary>
    private static string? MailScopes(string? target)
    {
        var scopes = target?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(scope =>
            scope.EndsWith("/IMAP.AccessAsUser.All", StringComparison.OrdinalIgnoreCase)
            || scope.EndsWith("/POP.AccessAsUser.All", StringComparison.OrdinalIgnoreCase)
            || scope.EndsWith("/SMTP.Send", StringComparison.OrdinalIgnoreCase)).ToList();
        return scopes is { Count: > 0 } ? string.Join(' ', scopes.Append("offline_access")) : null;
    }
}
