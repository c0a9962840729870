using OAuthMail.Configuration.Keys;

namespace OAuthMail.Configuration;

/// <summary>The options of <see cref="TokenStoreOptions"/> that configuration can set.</summary>
internal static class TokenStoreOptionKeys
{
    public static OptionTable<TokenStoreOptions> Table { get; } = new(
        () => new TokenStoreOptions(),
        new TextKey<TokenStoreOptions>(nameof(TokenStoreOptions.Folder), o => o.Folder, (o, value) => o.Folder = value),
        new TextKey<TokenStoreOptions>(nameof(TokenStoreOptions.KeyFile), o => o.KeyFile, (o, value) => o.KeyFile = value),
        new ValueKey<TokenStoreOptions, bool>(nameof(TokenStoreOptions.CreateKeyFile),
            o => o.CreateKeyFile, (o, value) => o.CreateKeyFile = value, OptionParsers.Flag, false),
        new TextKey<TokenStoreOptions>(nameof(TokenStoreOptions.PreviousKeyFile),
            o => o.PreviousKeyFile, (o, value) => o.PreviousKeyFile = value),
        new TextKey<TokenStoreOptions>(nameof(TokenStoreOptions.Passphrase), o => o.Passphrase, (o, value) => o.Passphrase = value),
        new TextKey<TokenStoreOptions>(nameof(TokenStoreOptions.PassphraseFile),
            o => o.PassphraseFile, (o, value) => o.PassphraseFile = value),
        new ValueKey<TokenStoreOptions, bool>(nameof(TokenStoreOptions.AllowUnprotected),
            o => o.AllowUnprotected, (o, value) => o.AllowUnprotected = value, OptionParsers.Flag, false),
        new ValueKey<TokenStoreOptions, TimeSpan>(nameof(TokenStoreOptions.LeaseTimeout),
            o => o.LeaseTimeout, (o, value) => o.LeaseTimeout = value, OptionParsers.Time));
}
