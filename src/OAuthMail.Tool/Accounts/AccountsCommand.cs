using System.CommandLine;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Accounts;

/// <summary>Implements <c>oauthmail accounts</c>, which lists the accounts of the configuration file.</summary>
internal static class AccountsCommand
{
    private static readonly string[] Columns = ["Account", "Address", "Flow", "Servers"];

    public static Command Create()
    {
        var command = new Command("accounts", "Lists the accounts of the configuration file.");
        command.Run((result, services, _) =>
        {
            Output.WriteRows(result, Columns, [.. services.List().Select(Describe)]);
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static string[] Describe(MailAccount account)
    {
        var flows = account.Protocols.Select(account.GetFlow).Distinct();
        var servers = account.Protocols.Select(account.GetEndpoint).Select(endpoint => endpoint?.ToString()).Distinct();
        return [account.Name, account.Address, string.Join(", ", flows), string.Join(", ", servers)];
    }
}
