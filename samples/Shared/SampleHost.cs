using System.Net.Security;
using Microsoft.Extensions.Configuration;
using OAuthMail.MailKit;
using OAuthMail.Storage;

namespace OAuthMail.Samples;

/// <summary>
/// What every sample begins with: accounts, their tokens, and a factory of connected clients. From appsettings.json beside the program,
/// or, with --demo, against servers in this process.
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

    /// <summary>The account that the sample is about.</summary>
    public MailAccount Account { get; }

    public MailClientFactory Factory { get; }

    /// <summary>The servers of --demo; null where the account is one's own.</summary>
    public DemoServers? Demo { get; }

    /// <summary>Reads the configuration, or starts the servers. A configuration that is wrong ends the program with the reason.</summary>
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

        // The consent of a person lives in the store: encrypted, and shared by all programs that open the same folder.
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
