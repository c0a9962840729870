using System.CommandLine;
using System.Globalization;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Tokens;

/// <summary>
/// Implements <c>oauthmail git-credential</c>, a credential helper of Git (gitcredentials(7)) for <c>git send-email</c> and
/// <c>git imap-send</c>. It answers for the mailboxes of the configuration, and is silent for everything else.
/// </summary>
internal static class GitCredentialCommand
{
    public static Command Create()
    {
        var operation = new Argument<string>("operation") 
        {
            Description = "What Git asks for: get, store or erase.",
            HelpName = "OPERATION",
        };
        var command = new Command("git-credential", "Answers as a credential helper of Git, for git send-email.") { operation };
        command.Run(async (result, services, cancellationToken) =>
        {
            services.ConnectOnlyToAuthorizationServers();
            using var input = new StreamReader(Console.OpenStandardInput());
            var request = await ReadAsync(input, cancellationToken).ConfigureAwait(false);

            // Tokens are kept by the library, and a rejected one is renewed by it. Git may add operations.
            if (result.GetValue(operation) != "get") return ExitCodes.Success;
            if (Find(services, request) is not { } match) return ExitCodes.Success;
            var (account, protocol) = match;
            var token = await TokenReader.GetAsync(services, account, "git-credential", protocol, TimeSpan.Zero, cancellationToken)
                .ConfigureAwait(false);
            Terminal.Write($"username={account.GetUserName(protocol)}");
            Terminal.Write($"password={token.Value}");
            Terminal.Write($"password_expiry_utc={token.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<Dictionary<string, string>> ReadAsync(TextReader input, CancellationToken cancellationToken)
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await input.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } line)
        {
            var separator = line.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0) request[line[..separator]] = line[(separator + 1)..];
        }

        return request;
    }

    private static (MailAccount Account, MailProtocol Protocol)? Find(AccountServices services, Dictionary<string, string> request)
    {
        if (!request.TryGetValue("protocol", out var scheme) || !request.TryGetValue("host", out var host)) return null;
        MailProtocol? protocol = scheme switch
        {
            "smtp" or "smtps" => MailProtocol.Smtp,
            "imap" or "imaps" => MailProtocol.Imap,
            "pop3" or "pop3s" => MailProtocol.Pop3,
            _ => null,
        };
        if (protocol is not { } wanted) return null;
        request.TryGetValue("username", out var user);
        var matches = services.List()
            .Where(account => IsAt(account.GetEndpoint(wanted), host) && (user is null || Names(account, wanted, user))).ToList();
        return matches is [var only] ? (only, wanted) : null;
    }

    private static bool IsAt(MailEndpoint? endpoint, string host) =>
        endpoint is not null
        && (string.Equals(endpoint.Host, host, StringComparison.OrdinalIgnoreCase)
            || string.Equals(
                string.Create(CultureInfo.InvariantCulture, $"{endpoint.Host}:{endpoint.Port}"), host,
                StringComparison.OrdinalIgnoreCase));

    private static bool Names(MailAccount account, MailProtocol protocol, string user) =>
        new[] { account.GetUserName(protocol), account.Address, account.Name }.Contains(user, StringComparer.OrdinalIgnoreCase);
}
