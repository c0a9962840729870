using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>
/// Reads a token file of the Cyrus SASL plugin sasl-xoauth2 (https://github.com/tarickb/sasl-xoauth2). The client is in the plugin's
/// configuration file, unless the token file overrides it.
/// </summary>
internal sealed class SaslXOAuth2Source : IImportSource
{
    private const string DefaultSettings = "/etc/sasl-xoauth2.conf";

    public string Name => "sasl-xoauth2";

    public string FileDescription => "token file of sasl-xoauth2; its settings are read from " + DefaultSettings;

    public IReadOnlyList<ImportedAccount> Read(ImportRequest request)
    {
        var path = request.File ?? throw new UsageException("Name the token file of the mailbox.");
        var token = SourceFile.ReadJson(path);
        var settingsFile = request.SettingsFile ?? (File.Exists(DefaultSettings) ? DefaultSettings : null);
        var settings = settingsFile is null ? [] : SourceFile.ReadJson(settingsFile);
        string? Get(string name) => token.GetText(name) ?? settings.GetText(name);

        // Postfix is often configured with a file for each mailbox, whose name is the address.
        var name = Path.GetFileName(path);
        return
        [
            new ImportedAccount
            {
                Address = request.Address ?? token.GetText("user") ?? (name.Contains('@', StringComparison.Ordinal) ? name : null),
                ClientId = request.ClientId ?? Get("client_id"),
                ClientSecret = request.ClientSecret ?? Get("client_secret"),
                TokenEndpoint = Get("token_endpoint") ?? KnownEndpoints.Google,
                RefreshToken = token.GetText("refresh_token"),
            },
        ];
    }
}
