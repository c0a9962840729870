using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>
/// Reads the credentials of oauth2ms (https://github.com/harishkrupo/oauth2ms): its settings with a token cache of MSAL in a text, often
/// encrypted with GnuPG.
/// </summary>
internal sealed class OAuth2msSource : IImportSource
{
    public string Name => "oauth2ms";

    public string FileDescription => "credentials.bin; the default is ~/.local/share/oauth2ms/credentials.bin";

    public IReadOnlyList<ImportedAccount> Read(ImportRequest request)
    {
        var path = request.File ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "oauth2ms", "credentials.bin");
        var json = SourceFile.ReadJson(path);
        var cache = json.GetText("token_cache")
            ?? throw new UsageException($"'{path}' has no token cache. Run oauth2ms once, and import it again.", ExitCodes.Data);
        return MsalCacheSource.Read(
            SourceFile.ParseJson(cache, $"The token cache in '{path}'"), $"The token cache in '{path}'",
            request with
            {
                TenantId = request.TenantId ?? json.GetText("tenant_id"),
                ClientId = request.ClientId ?? json.GetText("client_id"),
                ClientSecret = request.ClientSecret ?? json.GetText("client_secret"),
            });
    }
}
