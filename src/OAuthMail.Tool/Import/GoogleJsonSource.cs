using System.Text.Json.Nodes;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>
/// Reads the JSON files of Google's console and libraries: a client (<c>installed</c> or <c>web</c>), a user's credentials
/// (<c>authorized_user</c>, or <c>token.json</c>), or the key of a service account. getmail's files have the same form.
/// </summary>
internal sealed class GoogleJsonSource : IImportSource
{
    public string Name => "google";

    public string FileDescription => "JSON file of Google: a client, a user's token, or the key of a service account";

    public IReadOnlyList<ImportedAccount> Read(ImportRequest request)
    {
        var path = request.File ?? throw new UsageException("Name the JSON file.");
        var json = SourceFile.ReadJson(path);
        return [Read(json, path) with { Address = request.Address }];
    }

    private static ImportedAccount Read(JsonObject json, string path)
    {
        if (json["installed"] is JsonObject installed) return ReadClient(installed);
        if (json["web"] is JsonObject web) return ReadClient(web) with { RedirectUri = FirstOf(web["redirect_uris"]) };
        if (json.GetText("type") == "service_account")
        {
            return path == "-"
                ? throw new UsageException("The account refers to the key file. Name it, rather than to pass it on standard input.")
                : new ImportedAccount { Flow = OAuthFlow.JwtBearer, ServiceAccountKeyFile = Path.GetFullPath(path) };
        }

        if (json.GetText("refresh_token") is not { } refreshToken || json.GetText("client_id") is null)
        {
            throw new UsageException(
                $"'{path}' is not a JSON file of Google: it has neither 'installed', nor 'web', nor a 'refresh_token' with a 'client_id', "
                + "nor the type 'service_account'.", ExitCodes.Data);
        }

        return ReadClient(json) with
        {
            RefreshToken = refreshToken,
            Scope = json["scopes"] is JsonArray scopes
                ? string.Join(' ', scopes.Select(scope => scope?.ToString()))
                : json.GetText("scope"),
        };
    }

    private static ImportedAccount ReadClient(JsonObject client) => new()
    {
        ClientId = client.GetText("client_id"),
        ClientSecret = client.GetText("client_secret"),
        AuthorizationEndpoint = client.GetText("auth_uri"),
        TokenEndpoint = client.GetText("token_uri") ?? KnownEndpoints.Google,
    };

    private static string? FirstOf(JsonNode? list) => (list as JsonArray)?.FirstOrDefault()?.ToString();
}
