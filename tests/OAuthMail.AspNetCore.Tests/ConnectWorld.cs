using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.AspNetCore.Tests;

/// <summary>
/// A web application with a connect page, and the servers that it uses. Accounts: "support" and "sales" of users, and "alerts" of an
/// application whose secret is mistyped.
/// </summary>
internal sealed class ConnectWorld : IAsyncDisposable
{
    public const string Root = "/mail-accounts";

    /// <summary>The public address of the application, as behind a proxy. A <see cref="TestBrowser"/> can open it.</summary>
    public const string PublicUrl = "http://app.test.example";

    private readonly List<WebApplication> _applications = [];
    private readonly EphemeralDataProtectionProvider _protection = new();

    private ConnectWorld(MailTestHost host, TimeProvider clock)
    {
        Host = host;
        Clock = clock;
        Store = new MemoryTokenStore(clock);
    }

    public MailTestHost Host { get; }

    public TimeProvider Clock { get; }

    public ITokenStore Store { get; set; }

    public TestLog Log { get; } = new();

    /// <summary>Gets the application that was started first.</summary>
    public WebApplication Application => _applications[0];

    public Uri Address => AddressOf(Application);

    public Action<ConnectPageOptions>? Options { get; set; }

    public Action<OAuthMailOptions>? Accounts { get; set; }

    public Action<IOAuthMailBuilder>? Services { get; set; }

    public static async Task<ConnectWorld> CreateAsync(TimeProvider? clock = null, Action<MailTestHostOptions>? configure = null)
    {
        clock ??= TimeProvider.System;
        var host = await MailTestHost.StartAsync(options =>
        {
            options.TimeProvider = clock;
            configure?.Invoke(options);
        });
        var server = host.AuthorizationServer;
        server.AddClient(TestClient.Confidential("web", "web-secret", "http://127.0.0.1/mail-accounts/callback",
            PublicUrl + "/mail-accounts/callback"));
        server.AddClient(TestClient.Confidential("daemon", "daemon-secret"));
        foreach (var mailbox in (string[])["support", "sales", "alerts"]) host.AddMailbox($"{mailbox}@test.example");
        return new ConnectWorld(host, clock);
    }

    public static async Task<ConnectWorld> StartAsync(TimeProvider? clock = null, Action<ConnectWorld>? configure = null)
    {
        var world = await CreateAsync(clock);
        configure?.Invoke(world);
        await world.AddApplicationAsync();
        return world;
    }

    /// <summary>Starts an application. Several stand for several processes that share the store and the keys.</summary>
    public async Task<Uri> AddApplicationAsync(Action<WebApplication>? map = null)
    {
        var application = Build(map ?? (one => one.MapOAuthMail(Root, Options).RequireAuthorization("MailAdmin")));
        _applications.Add(application);
        await application.StartAsync();
        return AddressOf(application);
    }

    public WebApplication Build(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test", Args = [] });
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestLineSize = 2 * 1024 * 1024;
            kestrel.Limits.MaxRequestBufferSize = 4 * 1024 * 1024;
        });
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Services.AddSingleton(Clock).AddSingleton(Store).AddSingleton<IDataProtectionProvider>(_protection);
        builder.Services.AddAuthentication("Test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("Test", null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("MailAdmin", policy => policy.RequireRole("MailAdmin"));
        var registration = builder.Services.AddOAuthMail(Configure).AddMailKit().UseTestHost(Host);
        Services?.Invoke(registration);
        var application = builder.Build();
        map(application);
        return application;
    }

    public TestBrowser OpenBrowser(string? user = "MailAdmin", Uri? address = null) => new(Host, address ?? Address, user);

    public static Uri AddressOf(WebApplication application) => new(application.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public T Get<T>()
        where T : notnull => Application.Services.GetRequiredService<T>();

    public async Task<MailAccountStatus> StatusOfAsync(string account) => (await Get<IMailAccountStates>().GetAsync(account)).Status;

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications) await application.DisposeAsync();
        await Host.DisposeAsync();
    }

    private void Configure(OAuthMailOptions options)
    {
        options.Accounts["support"] = CreateUserAccount("support@test.example");
        options.Accounts["sales"] = CreateUserAccount("sales@test.example");
        var alerts = Host.CreateAccountOptions("alerts@test.example", OAuthFlow.ClientCredentials);
        (alerts.ClientId, alerts.ClientSecret) = ("daemon", "daemon-secreT");
        options.Accounts["alerts"] = alerts;
        Accounts?.Invoke(options);
    }

    public MailAccountOptions CreateUserAccount(string address)
    {
        var account = Host.CreateAccountOptions(address, OAuthFlow.AuthorizationCode);
        (account.ClientId, account.ClientSecret) = ("web", "web-secret");
        return account;
    }
}
