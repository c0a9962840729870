using OAuthMail.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Accounts;

/// <summary>Checks the options of the token store. Files are checked when the store is opened.</summary>
internal static class TokenStoreOptionsCheck
{
    private const string Protections =
        $"{nameof(TokenStoreOptions.KeyFile)}, {nameof(TokenStoreOptions.PassphraseFile)} or {nameof(TokenStoreOptions.AllowUnprotected)}";

    public static void AddErrors(TokenStoreOptions? options, OptionErrors errors)
    {
        if (options is null)
        {
            errors.AddMissing("", "Leave the default, or set another object.");
            return;
        }

        const string folder = nameof(options.Folder), keyFile = nameof(options.KeyFile), passphrase = nameof(options.Passphrase);
        var (protect, isExternal) = (options.Protect, options.IsExternal);
        options = TokenStoreOptionKeys.Table.Copy(options);
        errors.CheckTimeout(nameof(options.LeaseTimeout), options.LeaseTimeout, TimeSpan.FromDays(1));
        if (isExternal) CheckExternal(options, errors);
        else errors.CheckNeeds(folder, options.Folder is not null, [.. TokenStoreOptionKeys.Table.Keys
            .Where(key => key.Name != folder).Select(key => (key.Name, key.IsSet(options)))]);
        errors.CheckNeeds(keyFile, options.KeyFile is not null, (nameof(options.CreateKeyFile), options.CreateKeyFile));
        if (options.Passphrase is { Length: < 8 }) errors.Add(passphrase, "Must have at least 8 characters.");
        var set = errors.CheckExclusive(
            "Keep one protection.",
            (keyFile, options.KeyFile is not null),
            (nameof(options.PassphraseFile), options.PassphraseFile is not null),
            (passphrase, options.Passphrase is not null),
            (nameof(options.AllowUnprotected), options.AllowUnprotected),
            (nameof(options.Protect), protect is not null));
        if ((isExternal || options.Folder is not null) && set.Count == 0)
        {
            var store = isExternal ? "database" : "folder";
            errors.AddMissing(keyFile, $"A {store} requires a protection: {Protections}, or a protection that the program sets.");
        }
    }

    private static void CheckExternal(TokenStoreOptions options, OptionErrors errors)
    {
        if (options.Folder is not null)
        {
            errors.Add(nameof(options.Folder), "Must not be set, because the program keeps the tokens in a database.");
        }
        if (options.CreateKeyFile)
        {
            errors.Add(
                nameof(options.CreateKeyFile),
                "Must not be set for a database: all machines need the same key. Create the file once, and copy it to each machine.");
        }
    }
}
