using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>Reads the token file of Mutt's script mutt_oauth2.py, which is usually encrypted with GnuPG.</summary>
internal sealed class MuttOAuth2Source : IImportSource
{
    public string Name => "mutt_oauth2";

    public string FileDescription => "token file of mutt_oauth2.py";

    public IReadOnlyList<ImportedAccount> Read(ImportRequest request)
    {
        var path = request.File ?? throw new UsageException("Name the token file that is given to mutt_oauth2.py.");
        var json = SourceFile.ReadJson(path);
        var registration = json.GetText("registration")?.ToLowerInvariant()
            ?? throw new UsageException($"'{path}' is not a token file of mutt_oauth2.py: 'registration' is missing.", ExitCodes.Data);
        var account = new ImportedAccount
        {
            Address = request.Address ?? json.GetText("email"),
            Flow = json.GetText("authflow") == "devicecode" ? OAuthFlow.DeviceCode : OAuthFlow.AuthorizationCode,
            ClientId = request.ClientId ?? json.GetText("client_id"),
            ClientSecret = request.ClientSecret ?? json.GetText("client_secret"),
            RefreshToken = json.GetText("refresh_token"),
        };
        return
        [
            registration switch
            {
                // The tenant is in the script, not in the file.
                "microsoft" => account with { TokenEndpoint = KnownEndpoints.Microsoft(request.TenantId ?? "common") },
                "google" => account with { TokenEndpoint = KnownEndpoints.Google },
                _ => throw new UsageException(
                    $"'{path}' has the registration '{registration}'. The registrations are google and microsoft.", ExitCodes.Data),
            },
        ];
    }
}
