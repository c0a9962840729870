using System.Net.Security;
using Microsoft.Extensions.Configuration;
using OAuthMail.MailKit;
using OAuthMail.Storage;

namespace OAuthMail.Samples;

/// <summary>
/// The accounts of a sample, their tokens, and a factory of connected clients: from the appsettings.json of the program, or, with --demo,
/// for servers in this process.
/// </summary>
internal sealed class SampleHost : IAsyncDisposable
{
    private SampleHost(OAuthMailOptions options, string account, OAuthHttp http, ITokenStore store,
        RemoteCertificateValidationCallback? trust, DemoServers? demo)
    {
        Demo = demo;
        Http = http;
        Tokens = new MailTokens(new MailTokensOptions { Store = store });
        Accounts = new MailAccounts(options.CreateAccounts().Values, Tokens, http);
        Account = Accounts.Get(account);
        Factory = new MailClientFactory(Accounts, new MailClientFactoryOptions { ServerCertificateValidationCallback = trust });
    }

    public MailTokens Tokens { get; }

    public OAuthHttp Http { get; }

    public MailAccounts Accounts { get; }

    /// <summary>Gets the account that the sample uses.</summary>
    public MailAccount Account { get; }

    public MailClientFactory Factory { get; }

    /// <summary>Gets the servers of --demo, or <see langword="null"/> without --demo.</summary>
    public DemoServers? Demo { get; }

    /// <summary>Reads the configuration, or starts the servers. An invalid configuration ends the program with its errors.</summary>
    public static async Task<SampleHost> StartAsync(string[] args, string account, OAuthFlow demoFlow)
    {
        if (args.Contains("--demo"))
        {
            var demo = await DemoServers.StartAsync(demoFlow);
            return new SampleHost(
                demo.Options, "support", demo.Http, new MemoryTokenStore(), demo.Servers.CertificateAuthority.ValidationCallback, demo);
        }

        try
        {
            return Configure(account);
        }
        catch (Exception failure) when (failure is OAuthMailException or InvalidOperationException or InvalidDataException)
        {
            Console.Error.WriteLine(
                failure is OAuthMailException ? failure.Message : $"{failure.Message} {failure.GetBaseException().Message}");
            Environment.Exit(1);
            throw;
        }
    }

    private static SampleHost Configure(string account)
    {
        var configuration = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json")
            .AddEnvironmentVariables().Build();
        var options = OAuthMailConfiguration.Read(configuration.GetSection("OAuthMail"));

        // The store keeps a user's consent, encrypted. All samples share it, because they open the same folder.
        var folder = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
                "oauthmail-samples");
        Directory.CreateDirectory(folder);
        var key = Path.Combine(folder, "store.key");
        if (!File.Exists(key)) TokenProtection.CreateKeyFile(key);
        return new SampleHost(
            options, account, OAuthHttp.Create(), FileTokenStore.Open(Path.Combine(folder, "tokens"), protect => protect.WithKeyFile(key)),
                trust: null, demo: null);
    }

    public async ValueTask DisposeAsync()
    {
        Tokens.Dispose();
        Http.Dispose();
        if (Demo is not null) await Demo.DisposeAsync();
    }
}
