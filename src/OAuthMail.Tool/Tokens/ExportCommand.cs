using System.CommandLine;
using System.Globalization;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Tokens;

/// <summary>
/// Implements <c>oauthmail export</c>, which writes the token file of another program. It contains no refresh token: two programs that
/// refresh the same sign-in would invalidate each other's tokens.
/// </summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var format = new Option<string>("--format", "-f")
        {
            Description = "The program: sasl-xoauth2, the plugin that Postfix uses.",
            HelpName = "FORMAT",
            Required = true,
        };
        format.AcceptOnlyFromAmong("sasl-xoauth2");
        var file = new Option<FileInfo?>("--file")
        {
            Description = "Write to this file. Its owner and mode are kept.",
            HelpName = "PATH",
        };
        var command = new Command("export", "Writes the token file of another program.")
        {
            GlobalOptions.Account, format, GlobalOptions.Protocol, file,
        };
        command.Run(async (result, services, cancellationToken) =>
        {
            services.ConnectOnlyToAuthorizationServers();
            var account = services.Find(result.GetRequiredValue(GlobalOptions.Account));
            var protocol = result.GetValue(GlobalOptions.Protocol) ?? (account.Protocols.Contains(MailProtocol.Smtp)
                ? MailProtocol.Smtp
                : TokenReader.DefaultProtocol(account));

            // The file is renewed every 30 minutes, and a token lasts for an hour.
            var token = await TokenReader.GetAsync(
                services, account, "export", protocol, TimeSpan.FromMinutes(40), cancellationToken).ConfigureAwait(false);
            var text = Write(account.GetUserName(protocol), token);
            if (result.GetValue(file) is { } target) TokenFile.Write(target.FullName, text + "\n");
            else Terminal.Write(text);
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Write(string user, AccessToken token) => Output.FormatJson(json =>
    {
        json.WriteStartObject();
        json.WriteString("access_token", token.Value);
        json.WriteString("expiry", token.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        json.WriteString("refresh_token", "");
        json.WriteString("user", user);
        json.WriteEndObject();
    });
}
