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
        var protect = options.Protect;
        options = TokenStoreOptionKeys.Table.Copy(options);
        errors.CheckTimeout(nameof(options.LeaseTimeout), options.LeaseTimeout, TimeSpan.FromDays(1));
        errors.CheckNeeds(folder, options.Folder is not null, [.. TokenStoreOptionKeys.Table.Keys
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
        if (options.Folder is not null && set.Count == 0)
        {
            errors.AddMissing(keyFile, $"A folder requires a protection: {Protections}, or a protection that the program sets.");
        }
    }
}
