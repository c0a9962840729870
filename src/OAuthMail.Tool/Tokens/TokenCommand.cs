using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Tokens;

/// <summary>
/// Implements <c>oauthmail token</c>, which mail programs run to get an access token. It writes the token and one line feed to standard
/// output, or nothing at all; and it never reads standard input, which is the message when msmtp runs it.
/// </summary>
internal static class TokenCommand
{
    private static readonly Dictionary<string, TokenFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["token"] = TokenFormat.Token,
        ["sasl"] = TokenFormat.Sasl,
        ["mech-sasl"] = TokenFormat.MechSasl,
        ["raw"] = TokenFormat.Raw,
        ["json"] = TokenFormat.Json,
    };

    public static Command Create()
    {
        var format = new Option<string>("--format", "-f")
        {
            Description = "The form of the output: token, sasl (Base64 of the XOAUTH2 response), mech-sasl ('XOAUTH2' and the same), "
                + "raw (the response, not encoded), or json.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "token",
        };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        var lifetime = new Option<int>("--minimum-lifetime")
        {
            Description = "The number of seconds for which the token must still be valid.",
            HelpName = "SECONDS",
        };
        lifetime.Validators.Add(CheckLifetime);
        var file = new Option<FileInfo?>("--file")
        {
            Description = "Write to this file instead, which only the current user can read. The file is replaced in one step.",
            HelpName = "PATH",
        };
        var keepsFresh = new Option<bool>("--keep-fresh")
        {
            Description = "Do not exit, and replace the file of --file before the token expires.",
        };
        var command = new Command("token", "Writes an access token, for mail programs and scripts.")
        {
            GlobalOptions.Account, format, GlobalOptions.Protocol, lifetime, file, keepsFresh,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(keepsFresh) && result.GetValue(file) is null) result.AddError("--keep-fresh needs --file.");
        });
        command.Run(async (result, services, cancellationToken) =>
        {
            services.ConnectOnlyToAuthorizationServers();
            var account = services.Find(result.GetRequiredValue(GlobalOptions.Account));
            var protocol = result.GetValue(GlobalOptions.Protocol) ?? TokenReader.DefaultProtocol(account);
            var minimum = TimeSpan.FromSeconds(result.GetValue(lifetime));
            var chosen = result.GetValue(GlobalOptions.Json) ? TokenFormat.Json : Formats[result.GetRequiredValue(format)];
            var user = account.GetUserName(protocol);
            if (result.GetValue(keepsFresh))
            {
                var kept = new TokenFile(services, account, protocol, result.GetValue(file)!.FullName);
                await kept.KeepAsync(token => Describe(chosen, user, token), minimum, cancellationToken).ConfigureAwait(false);
            }

            var token = await TokenReader.GetAsync(services, account, "token", protocol, minimum, cancellationToken).ConfigureAwait(false);
            var text = Describe(chosen, user, token);
            if (result.GetValue(file) is { } target) TokenFile.Write(target.FullName, text);
            else Terminal.WriteRaw(text);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void CheckLifetime(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && int.TryParse(text, CultureInfo.InvariantCulture, out var seconds)
            && seconds is < 0 or > 86400)
        {
            result.AddError($"--minimum-lifetime is {text}, but must be between 0 and 86400 seconds.");
        }
    }

    /// <summary>Returns the text of a token: a line, or the response alone where a line end would be part of it.</summary>
    private static string Describe(TokenFormat format, string user, AccessToken token) => format switch
    {
        TokenFormat.Sasl => XOAuth2Message.ToBase64(user, token) + "\n",
        TokenFormat.MechSasl => $"XOAUTH2 {XOAuth2Message.ToBase64(user, token)}\n",
        TokenFormat.Raw => Encoding.UTF8.GetString(XOAuth2Message.ToBytes(user, token)),
        TokenFormat.Json => DescribeAsJson(user, token) + "\n",
        _ => token.Value + "\n",
    };

    private static string DescribeAsJson(string user, AccessToken token)
    {
        var json = new System.Text.Json.Nodes.JsonObject
        {
            ["user"] = user,
            ["access_token"] = token.Value,
            ["token_type"] = "Bearer",
            ["expires_at"] = token.ExpiresAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        return json.ToJsonString();
    }
}
