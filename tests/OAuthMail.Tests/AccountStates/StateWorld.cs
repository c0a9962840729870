using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.AccountStates;

/// <summary>Applications that share a token store, with the accounts "alerts" of an application and "support" of a user.</summary>
internal sealed class StateWorld : IAsyncDisposable
{
    private readonly List<TestApplication> _applications = [];

    private StateWorld(MailTestHost host, ManualTimeProvider clock)
    {
        Host = host;
        Clock = clock;
        Store = new MemoryTokenStore(clock);
    }

    public MailTestHost Host { get; }

    public ManualTimeProvider Clock { get; }

    public MemoryTokenStore Store { get; }

    public TestObserver Observer { get; } = new();

    public static async Task<StateWorld> StartAsync()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var host = await MailTestHost.StartAsync(options => options.UseClientClock(clock));
        host.AuthorizationServer.AddClient(TestClient.Native("desktop"));
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", "daemon-secret"));
        host.AddMailbox("alerts@test.example");
        host.AddMailbox("support@test.example");
        return new StateWorld(host, clock);
    }

    /// <summary>Starts another application, which stands for another process.</summary>
    public async Task<TestApplication> AddApplicationAsync(Action<IOAuthMailBuilder>? more = null, ITokenStore? store = null)
    {
        var alerts = Host.CreateAccountOptions("alerts@test.example", OAuthFlow.ClientCredentials);
        (alerts.ClientId, alerts.ClientSecret) = ("daemon", "daemon-secret");
        var support = Host.CreateAccountOptions("support@test.example", OAuthFlow.AuthorizationCode);
        support.ClientId = "desktop";
        var application = await TestApplication.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(Clock).AddSingleton(store ?? Store).AddSingleton<IMailAccountObserver>(Observer);
            var builder = services.AddOAuthMail(options =>
            {
                options.Accounts["alerts"] = alerts;
                options.Accounts["support"] = support;
            }).UseTestHost(Host);
            more?.Invoke(builder);
            return builder;
        });
        _applications.Add(application);
        return application;
    }

    public async Task SignInAsync(TestApplication application, string? asUser = null)
    {
        var signIn = application.Get<IMailSignIn>();
        var pending = await signIn.BeginAsync("support");
        await signIn.CompleteAsync(await BrowseAsync(pending.Url));
    }

    public async Task<string> BrowseAsync(Uri url)
    {
        using var browser = Host.CreateHttpClient();
        using var answer = await browser.GetAsync(url);
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>Advances the clock through delays until a condition is met.</summary>
    public Task UntilAsync(Func<bool> condition) => new ClockDriver(Clock, TimeSpan.FromSeconds(15)).UntilAsync(condition);

    /// <summary>Waits until an account has a status.</summary>
    public async Task<MailAccountState> WaitForAsync(TestApplication application, string account, MailAccountStatus status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var state = await application.Get<IMailAccountStates>().GetAsync(account);
            if (state.Status == status) return state;
            Assert.False(limit.IsCancellationRequested, $"The account has the status {state.Status}.");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications) await application.DisposeAsync();
        await Host.DisposeAsync();
    }

    public sealed class TestObserver : IMailAccountObserver
    {
        public string Name => "test";

        public ConcurrentQueue<MailAccountNotice> Notices { get; } = new();

        public ConcurrentQueue<MailAccountNotice> Failed { get; } = new();

        public volatile bool IsBroken;

        public Task OnNoticeAsync(MailAccountNotice notice, CancellationToken cancellationToken = default)
        {
            (IsBroken ? Failed : Notices).Enqueue(notice);
            return IsBroken ? throw new InvalidOperationException("observer") : Task.CompletedTask;
        }
    }
}
