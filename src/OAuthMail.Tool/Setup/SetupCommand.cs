using System.CommandLine;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;
using OAuthMail.Tool.Connections;
using OAuthMail.Tool.Import;

namespace OAuthMail.Tool.Setup;

/// <summary>
/// Implements <c>oauthmail setup</c>, which asks what an account needs, writes it to the configuration file, writes the part of the
/// administrator, and verifies the account.
/// </summary>
internal static class SetupCommand
{
    private static readonly string[] Columns = ["Where", "Severity", "Finding", "Who acts", "What to do", "Problem"];

    public static Command Create()
    {
        var options = new SetupOptions();
        var command = new Command("setup", "Sets up an account: asks, writes the administrator's part, and verifies.");
        options.AddTo(command);
        command.SetAction((result, cancellationToken) =>
            CommandRunner.RunAsync(() => RunAsync(result, options, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, SetupOptions options, CancellationToken cancellationToken)
    {
        var configuration = result.GetValue(GlobalOptions.Configuration);
        var recipient = TestMessage.CheckRecipient(result.GetValue(options.SendTo));
        var wanted = result.GetValue(options.Verify) ?? AddAccount(result, options, ConfigurationFile.Find(configuration));
        var services = AccountServices.Open(configuration);
        await using var held = services.ConfigureAwait(false);
        var account = services.Find(wanted);
        var name = account.Name;
        var verifies = !result.GetValue(options.NoVerify);
        var token = verifies ? await TryGetTokenAsync(services, account, cancellationToken).ConfigureAwait(false) : null;
        var values = SetupAccount.Of(services.Options, name);
        AdministratorPart.Write(account, values, token, result.GetValue(options.Rbac), result.GetValue(options.Script));
        if (!verifies) return ExitCodes.Success;
        if (NeedsSignIn(account) && token is null)
        {
            Terminal.Tell($"Sign in now: oauthmail login {name}. Then verify the account: oauthmail setup --verify {name}");
            return ExitCodes.SignInRequired;
        }

        var verification = new SetupVerification(services, account);
        var code = await verification.RunAsync(recipient, cancellationToken).ConfigureAwait(false);
        Report(result, account, verification.Findings, code);
        return code;
    }

    private static string AddAccount(ParseResult result, SetupOptions options, ConfigurationFile file)
    {
        var provider = FindProvider(result.GetValue(options.Provider) ?? AskProvider(result), file);
        var existing = file.ReadAccounts();
        if (result.GetValue(options.Name) is { } wanted && existing.ContainsKey(wanted))
        {
            throw new UsageException(
                $"The account '{wanted}' exists. Verify it with 'oauthmail setup --verify {wanted}', or choose another name.");
        }

        var plan = new SetupQuestions(result, options, provider).Ask();
        var name = result.GetValue(options.Name) ?? AccountNaming.Choose(plan.Address, [.. existing.Keys]);
        file.Add(name, plan.ClientSecret, secretFile => SetupSection.Create(plan, secretFile));
        Terminal.Tell($"The account '{name}' is added to {file.Path}.\n");
        return name;
    }

    private static string AskProvider(ParseResult result)
    {
        var names = string.Join(", ", MailProviders.All.Select(provider => provider.Id));
        if (result.GetValue(GlobalOptions.NoInput) || Console.IsInputRedirected)
        {
            throw new UsageException($"Name the provider: {names}.");
        }

        return Terminal.Ask($"Provider ({names}):") is { Length: > 0 } answer
            ? answer
            : throw new UsageException("No provider was entered.");
    }

    private static MailProvider FindProvider(string id, ConfigurationFile file)
    {
        if (MailProviders.Find(id) is { } known) return known;
        var own = file.ReadProviders();
        return own.FirstOrDefault(provider => string.Equals(provider.Id, id, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException(
                $"'{id}' is not a provider. The providers are: "
                + string.Join(", ", MailProviders.All.Concat(own).Select(provider => provider.Id)) + ".");
    }

    private static bool NeedsSignIn(MailAccount account) =>
        account.GetFlow(account.Protocols.First()) is OAuthFlow.AuthorizationCode or OAuthFlow.DeviceCode;

    private static async Task<AccessToken?> TryGetTokenAsync(
        AccountServices services, MailAccount account, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Accounts.GetTokens(account)
                .GetAccessTokenAsync(new AccessTokenRequest(protocol: account.Protocols.First()), cancellationToken).ConfigureAwait(false);
        }
        catch (OAuthMailException)
        {
            // The verification says why.
            return null;
        }
    }

    private static void Report(ParseResult result, MailAccount account, IReadOnlyList<SetupFinding> findings, int code)
    {
        Output.WriteRows(result, Columns, [.. findings.Select(finding => new[]
        {
            finding.Where, finding.IsError ? "error" : "warning", finding.Detail, finding.Responsible, finding.WhatToDo, finding.Problem,
        })]);
        Terminal.Tell(code == ExitCodes.Success
            ? $"The account '{account.Name}' works."
            : $"Correct this, wait until the change has taken effect, and run 'oauthmail setup --verify {account.Name}' again.");
    }
}
