using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration;
using OAuthMail.Configuration.Keys;
using OAuthMail.Configuration.Validation;
using OAuthMail.Credentials;
using OAuthMail.Providers;

namespace OAuthMail.Tests.Configuration;

/// <summary>The options of one class, without its type as a parameter.</summary>
internal interface IOptionTable
{
    Type Type { get; }

    IEnumerable<string> Names { get; }

    bool IsEmpty(object options);

    object Copy(object options);

    object Read(IConfiguration configuration, OptionErrors errors);
}

/// <summary>The options of all classes that configuration can set.</summary>
internal static class OptionTables
{
    private static readonly IOptionTable[] All =
    [
        new Table<OAuthMailOptions>(OAuthMailOptionKeys.Table), new Table<OAuthClientOptions>(OAuthClientOptionKeys.Table),
        new Table<MailAccountOptions>(MailAccountOptionKeys.Table), new Table<MailConnectionOptions>(MailConnectionOptionKeys.Table),
        new Table<MailBackupOptions>(MailBackupOptionKeys.Table), new Table<CertificateOptions>(CertificateOptionKeys.Table),
        new Table<MailProviderOptions>(MailProviderOptionKeys.Table), new Table<MicrosoftCloud>(MicrosoftCloudKeys.Table),
        new Table<TokenStoreOptions>(TokenStoreOptionKeys.Table),
    ];

    public static TheoryData<string> Names => [.. All.Select(table => table.Type.Name)];

    public static IOptionTable Find(string name) => All.Single(table => table.Type.Name == name);

    private sealed class Table<T>(OptionTable<T> table) : IOptionTable
        where T : class
    {
        public Type Type => typeof(T);

        public IEnumerable<string> Names => table.Keys.Select(key => key.Name);

        public bool IsEmpty(object options) => table.IsEmpty((T)options);

        public object Copy(object options) => table.Copy((T)options);

        public object Read(IConfiguration configuration, OptionErrors errors) => table.Read(configuration, errors);
    }
}
