using OAuthMail.Configuration.Validation;

namespace OAuthMail.Accounts;

/// <summary>Creates all accounts of a program from options.</summary>
internal static class OAuthMailOptionsReader
{
    /// <summary>Returns the accounts that have no errors, by name.</summary>
    public static Dictionary<string, MailAccount> Read(OAuthMailOptions options, OptionErrors errors)
    {
        var accounts = new Dictionary<string, MailAccount>(StringComparer.OrdinalIgnoreCase);
        var backups = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var providers = new ProviderCatalog(options, errors);
        var reader = new MailAccountOptionsReader((errors.PathOf(nameof(options.Clients)), options.Clients), providers);
        foreach (var pair in options.Accounts)
        {
            var scope = errors.At(nameof(options.Accounts)).At(OptionText.Clean(pair.Key));
            backups[pair.Key] = string.IsNullOrWhiteSpace(pair.Value?.Backup?.Account) ? null : pair.Value!.Backup!.Account;
            if (pair.Value is null) scope.AddMissing("", "Set at least the address, and a client or a provider.");
            else if (reader.Read(pair.Key, pair.Value, scope) is { } account) accounts[account.Name] = account;
        }

        new BackupCheck(backups, name => accounts.TryGetValue(name, out var account) ? account : null).AddErrors(errors);
        TokenStoreOptionsCheck.AddErrors(options.Store, errors.At(nameof(options.Store)));
        return accounts;
    }
}
