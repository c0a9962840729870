using OAuthMail.Configuration.Keys;
using OAuthMail.Providers;

namespace OAuthMail.Configuration;

/// <summary>The options of <see cref="OAuthMailOptions"/> that configuration can set.</summary>
internal static class OAuthMailOptionKeys
{
    public static OptionTable<OAuthMailOptions> Table { get; } = new(
        () => new OAuthMailOptions(),
        new SectionMapKey<OAuthMailOptions, OAuthClientOptions>(
            nameof(OAuthMailOptions.Clients), o => o.Clients, OAuthClientOptionKeys.Table),
        new SectionMapKey<OAuthMailOptions, MailAccountOptions>(
            nameof(OAuthMailOptions.Accounts), o => o.Accounts, MailAccountOptionKeys.Table),
        new SectionMapKey<OAuthMailOptions, MailProviderOptions>(
            nameof(OAuthMailOptions.Providers), o => o.Providers, MailProviderOptionKeys.Table),
        new SectionKey<OAuthMailOptions, TokenStoreOptions>(nameof(OAuthMailOptions.Store),
            o => o.Store, (o, value) => o.Store = value, TokenStoreOptionKeys.Table,
            merge: static (to, from) =>
            {
                foreach (var key in TokenStoreOptionKeys.Table.Keys) key.Fill(to, from);
            }));
}
