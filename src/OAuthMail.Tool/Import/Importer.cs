using OAuthMail.Tool.Accounts;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Import;

/// <summary>Adds accounts to the configuration file, and verifies each of them by one token request.</summary>
internal sealed class Importer(FileInfo? configuration)
{
    public async Task<ImportOutcome> ImportAsync(ImportedAccount account, string? name, CancellationToken cancellationToken)
    {
        if (account.Obstacle is { } obstacle) return new ImportOutcome(account.Address, null, "not imported", obstacle, ExitCodes.Data);
        var address = account.RequireAddress();
        var file = ConfigurationFile.Find(configuration);
        var existing = file.ReadAccounts();
        if (existing.FirstOrDefault(one => Same(one.Value.Address, address)) is { Key: { } known })
        {
            return new ImportOutcome(
                address, known, "not imported: the account exists", $"oauthmail status {known}", ExitCodes.Success);
        }

        if (name is not null && existing.ContainsKey(name))
        {
            throw new UsageException($"The name '{name}' is taken by the account of {existing[name].Address}. Choose another one.");
        }

        name ??= AccountNaming.Choose(address, [.. existing.Keys]);
        try
        {
            file.Add(name, account.ClientSecret, secretFile => AccountSection.Create(account, secretFile));
        }
        catch (MailConfigurationException failure)
        {
            return new ImportOutcome(address, null, "not imported", failure.Message, ExitCodes.Configuration);
        }

        return await VerifyAsync(name, account, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ImportOutcome> VerifyAsync(string name, ImportedAccount account, CancellationToken cancellationToken)
    {
        if (account.HasSignIn && account.RefreshToken is null)
        {
            return new ImportOutcome(
                account.Address, name, "imported without a sign-in", $"oauthmail login {name}", ExitCodes.SignInRequired);
        }

        try
        {
            var services = AccountServices.Open(configuration);
            await using var held = services.ConfigureAwait(false);
            if (account.RefreshToken is { } refreshToken)
            {
                await services.Get<IMailSignIn>().ImportAsync(name, refreshToken, null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await services.Accounts.GetTokens(services.Find(name)).GetAccessTokenAsync(new AccessTokenRequest(), cancellationToken)
                    .ConfigureAwait(false);
            }

            return new ImportOutcome(account.Address, name, "imported", $"oauthmail test {name}", ExitCodes.Success);
        }
        catch (OAuthMailException failure)
        {
            FailureLog.Add(name, "import", failure);
            Terminal.Tell($"oauthmail: {failure.Message}");
            var next = failure.Problem.Kind == ProblemKind.SignInRequired ? $"oauthmail login {name}" : failure.Problem.Remedy;
            return new ImportOutcome(
                account.Address, name, $"imported, but not verified: {failure.Problem.Code}", next, ExitCodes.Of(failure.Problem.Kind));
        }
    }

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
