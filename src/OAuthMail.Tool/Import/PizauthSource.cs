using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>
/// Reads the accounts of pizauth (https://github.com/ltratt/pizauth). Its tokens are only in the memory of its server, so the users sign in
/// again.
/// </summary>
internal sealed class PizauthSource : IImportSource
{
    public string Name => "pizauth";

    public string FileDescription => "pizauth.conf; the default is ~/.config/pizauth.conf";

    public IReadOnlyList<ImportedAccount> Read(ImportRequest request)
    {
        var path = request.File ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "pizauth.conf");
        var configuration = PizauthConfiguration.Parse(SourceFile.ReadText(path), path);
        if (configuration.Accounts.Count == 0) throw new UsageException($"'{path}' has no accounts.", ExitCodes.Data);
        return [.. configuration.Accounts.Select(account => Read(account.Name, account.Settings, request))];
    }

    private static ImportedAccount Read(string name, Dictionary<string, List<string>> settings, ImportRequest request)
    {
        string? Get(string key) => settings.TryGetValue(key, out var values) && values is [var only] ? only : null;
        var fields = settings.TryGetValue("auth_uri_fields", out var pairs) ? pairs : [];
        var hint = fields.IndexOf("login_hint") is >= 0 and var index && index + 1 < fields.Count ? fields[index + 1] : null;
        return new ImportedAccount
        {
            // The name of an account is free, and the hint for the sign-in page is optional.
            Address = request.Address ?? Get("login_hint") ?? hint ?? (name.Contains('@', StringComparison.Ordinal) ? name : null),
            ClientId = Get("client_id"),
            ClientSecret = Get("client_secret"),
            AuthorizationEndpoint = Get("auth_uri"),
            TokenEndpoint = Get("token_uri"),
            RedirectUri = Get("redirect_uri"),
            Scope = settings.TryGetValue("scopes", out var scopes) ? string.Join(' ', scopes) : null,
        };
    }
}
