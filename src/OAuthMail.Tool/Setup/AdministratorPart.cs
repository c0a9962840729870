using System.Text;
using System.Text.Json.Nodes;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;
using OAuthMail.Tool.Import;

namespace OAuthMail.Tool.Setup;

/// <summary>
/// Writes what an administrator must do for an account: a script for Exchange Online, or a delegation at Google Workspace.
/// </summary>
internal static class AdministratorPart
{
    private static readonly Dictionary<string, string> Environments = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft365GccHigh"] = "O365USGovGCCHigh",
        ["Microsoft365Dod"] = "O365USGovDoD",
        ["Microsoft365China"] = "O365China",
    };

    /// <summary>Writes the part of the administrator, if the account has one.</summary>
    /// <param name="account">The account.</param>
    /// <param name="options">The options of the account.</param>
    /// <param name="token">An access token of the application, or <see langword="null"/> if none could be acquired.</param>
    /// <param name="usesRbac">Whether RBAC for Applications is used.</param>
    /// <param name="file">The file for the script, or <see langword="null"/> for the default.</param>
    public static void Write(MailAccount account, SetupAccount options, AccessToken? token, bool usesRbac, FileInfo? file)
    {
        var protocol = account.Protocols.First();
        var provider = account.GetProvider(protocol);
        var flow = account.GetFlow(protocol);
        if (flow == OAuthFlow.JwtBearer) Terminal.Tell(DescribeDelegation(options.ServiceAccountKeyFile));
        else if (flow == OAuthFlow.ClientCredentials && provider.HasTenants) WriteScript(account, options, provider, token, usesRbac, file);
    }

    private static void WriteScript(
        MailAccount account, SetupAccount options, MailProvider provider, AccessToken? token, bool usesRbac, FileInfo? file)
    {
        var tenant = options.TenantId ?? provider.DefaultTenant!;
        var script = new ExchangeScript
        {
            Mailbox = account.Address,
            ClientId = options.ClientId ?? "",
            Tenant = tenant,
            Name = account.Name,
            ObjectId = token is null ? null : TokenClaims.Find(token.Value, "oid"),
            Environment = Environments.GetValueOrDefault(provider.Id),
            UsesRbac = usesRbac,
            Protocols = [.. account.Protocols],
        };
        var path = file?.FullName ?? Path.GetFullPath($"oauthmail-{account.Name}.ps1");

        // Without the mark, Windows PowerShell 5 reads bytes of other letters as quotation marks.
        PrivateFile.Write(path, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(script.ToString().ReplaceLineEndings("\n"))]);
        var login = provider.CreateAuthorizationServer(tenant).TokenEndpoint;
        Terminal.Tell("For the administrator:");
        if (!usesRbac)
        {
            Terminal.Tell(
                $"  1. Grant the consent: https://{login.Authority}/{Uri.EscapeDataString(tenant)}/adminconsent"
                + $"?client_id={Uri.EscapeDataString(script.ClientId)}");
        }

        Terminal.Tell($"  {(usesRbac ? 1 : 2)}. Run the script in PowerShell as an Exchange administrator: {path}\n");
    }

    private static string DescribeDelegation(string? keyFile) => $"""
        For the super administrator of Google Workspace:
          1. https://admin.google.com/ac/owl/domainwidedelegation > Add new
             Client ID: {ReadClientId(keyFile) ?? "the 'client_id' in the key file, a number"}
             OAuth scopes: https://mail.google.com/
          2. Apps > Google Workspace > Gmail > End User Access: enable POP and IMAP access, for any mail client.
        Changes take effect after minutes, sometimes after 24 hours.

        """;

    private static string? ReadClientId(string? keyFile)
    {
        try
        {
            return keyFile is null ? null : ((JsonObject)SourceFile.ReadJson(keyFile)).GetText("client_id");
        }
        catch (UsageException)
        {
            // The verification names what is wrong with the file.
            return null;
        }
    }
}
