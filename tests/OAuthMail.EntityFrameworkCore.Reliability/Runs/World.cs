using OAuthMail.EntityFrameworkCore.Reliability.Workers;
using OAuthMail.EntityFrameworkCore.Tests.Servers;
using OAuthMail.Reliability.Authorities;
using OAuthMail.Testing;

namespace OAuthMail.EntityFrameworkCore.Reliability.Runs;

/// <summary>An authorization server, a database, and machines: each has its own folder with a copy of the key file.</summary>
internal sealed class World : IAsyncDisposable
{
    private const string Redirect = "http://127.0.0.1/callback";

    private readonly string _folder = Directory.CreateTempSubdirectory("oam-many-").FullName;
    private readonly bool _pooled;
    private readonly string _database;
    private int _machines;

    private World(TestAuthority authority, PostgresServer server, string database, bool pooled)
    {
        Authority = authority;
        Server = server;
        _database = database;
        _pooled = pooled;
        TokenProtection.CreateKeyFile(KeyFile);
    }

    public TestAuthority Authority { get; }

    public PostgresServer Server { get; }

    public int LeaseSeconds { get; init; } = 30;

    private string KeyFile => Path.Combine(_folder, "key");

    public static async Task<World> StartAsync(
        TimeSpan lifetime, int leaseSeconds, bool pooled = false, TimeSpan grace = default)
    {
        if (DatabaseInstallation.WhyNoPgBouncer is { } missing) throw new InvalidOperationException(missing);
        var authority = await TestAuthority.StartAsync(RefreshTokenRotation.OneTime, lifetime, grace);
        var server = await PostgresServer.StartAsync();
        if (pooled) await server.StartPgBouncerAsync();
        var world = new World(authority, server, await server.CreateDatabaseAsync(), pooled) { LeaseSeconds = leaseSeconds };
        await using var context = new SharedDatabase(server.ConnectionString(world._database)).CreateDbContext();
        await context.Database.EnsureCreatedAsync();
        return world;
    }

    /// <summary>Signs the user in, also if the user has signed in before.</summary>
    public async Task SignInAsync(int account = 0)
    {
        using var client = Authority.CreateHttpClient();
        using var browser = Authority.CreateHttpClient(browser: true);
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        var settings = Settings(account);
        using var tokens = new MailTokens(new MailTokensOptions
        {
            Store = new SharedDatabase(settings.ConnectionString).Open(settings.KeyFile, LeaseSeconds),
        });
        var signIn = new MailSignIn(settings.Account.CreateAccount(), tokens, http);
        var begun = await signIn.BeginAsync(new Uri(Redirect));
        for (var url = begun.Url; ;)
        {
            using var answer = await browser.GetAsync(url);
            url = new Uri(url, answer.Headers.Location ?? throw new InvalidOperationException($"{url} answered {(int)answer.StatusCode}."));
            if (!url.AbsoluteUri.StartsWith(begun.RedirectUri.AbsoluteUri, StringComparison.Ordinal)) continue;
            await signIn.CompleteAsync(url.AbsoluteUri);
            return;
        }
    }

    /// <summary>Renews the token of an account in this process.</summary>
    public async Task RenewAsync(int account = 0)
    {
        using var shared = new SharedAccount(Settings(account));
        await shared.Tokens.GetAccessTokenAsync(default(AccessTokenRequest).WithNewToken());
    }

    /// <summary>Returns the settings of a new machine.</summary>
    /// <param name="account">The account. Each has its own records, because its scopes differ.</param>
    public WorkerSettings Settings(int account = 0)
    {
        var machine = Directory.CreateDirectory(Path.Combine(_folder, $"machine-{Interlocked.Increment(ref _machines)}")).FullName;
        var keyFile = Path.Combine(machine, "key");
        File.Copy(KeyFile, keyFile);
        var settings = Authority.Settings;
        if (account > 0) settings = settings with { ClientId = $"desktop-{account}" };
        return new WorkerSettings(
            settings, Server.ConnectionString(_database, _pooled), keyFile, Authority.GetRootCertificate(), 0, 0, LeaseSeconds);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Authority.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
