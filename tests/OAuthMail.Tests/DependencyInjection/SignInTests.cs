using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.DependencyInjection;

public class SignInTests
{
    [Fact]
    public async Task State_finds_the_account_and_the_side()
    {
        await using var world = await World.StartAsync();
        var signIn = world.Application.Get<IMailSignIn>();
        var incoming = await signIn.BeginAsync("support", MailProtocol.Imap);
        var outgoing = await signIn.BeginAsync("support", MailProtocol.Smtp);
        var other = await signIn.BeginAsync("sales");

        var result = await signIn.CompleteAsync(await world.BrowseAsync(outgoing.Url));
        Assert.Equal(("support", MailProtocol.Smtp), (result.Account, result.Protocol));
        result = await signIn.CompleteAsync(await world.BrowseAsync(other.Url));
        Assert.Equal("sales", result.Account);
        result = await signIn.CompleteAsync(await world.BrowseAsync(incoming.Url));
        Assert.Equal(("support", MailProtocol.Imap), (result.Account, result.Protocol));

        // The check by login trusts the same certificates as everything else.
        Assert.Equal(UserCheckOutcome.SameName, result.UserCheck);
    }

    [Fact]
    public async Task Separate_sign_in_has_a_state_of_its_own()
    {
        await using var world = await World.StartAsync();
        var signIn = world.Application.Get<IMailSignIn>();
        var shared = await signIn.BeginAsync("sales");
        var first = await signIn.BeginAsync("sales", new BrowserSignInRequest { IsSeparate = true, SelectAccount = true });
        var second = await signIn.BeginAsync("sales", new BrowserSignInRequest { IsSeparate = true, Lifetime = TimeSpan.FromMinutes(5) });

        Assert.Equal(3, new HashSet<string> { shared.State, first.State, second.State }.Count);
        Assert.Equal(shared.State, (await signIn.BeginAsync("sales", new BrowserSignInRequest())).State);
        Assert.Contains("prompt=select_account", first.Url.Query, StringComparison.Ordinal);
        Assert.DoesNotContain("prompt", second.Url.Query, StringComparison.Ordinal);
        Assert.True(second.ExpiresAt < first.ExpiresAt);
        Assert.Equal("sales", (await signIn.CompleteAsync(await world.BrowseAsync(second.Url))).Account);
        Assert.Equal("sales", (await signIn.CompleteAsync(await world.BrowseAsync(first.Url))).Account);
        await Assert.ThrowsAsync<ArgumentException>(() => signIn.BeginAsync(
            "sales", new BrowserSignInRequest { RedirectUri = new Uri("/relative", UriKind.Relative) }));
    }

    [Fact]
    public async Task Account_picker_keeps_the_prompts_of_a_provider()
    {
        await using var world = await World.StartAsync(options => options.Accounts["google"] = new MailAccountOptions
        {
            Provider = "Google", Flow = OAuthFlow.AuthorizationCode, Address = "sales@gmail.com", ClientId = "one", ClientSecret = "two",
        });
        var begun = await world.Application.Get<IMailSignIn>().BeginAsync("google", new BrowserSignInRequest { SelectAccount = true });
        Assert.Contains("prompt=consent+select_account", begun.Url.Query.Replace("%20", "+"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pending_sign_in_is_found_and_canceled()
    {
        await using var world = await World.StartAsync();
        var signIn = world.Application.Get<IMailSignIn>();
        Assert.Null(await signIn.GetPendingAsync("sales"));
        var begun = await signIn.BeginAsync("sales");
        Assert.Equal(begun.State, (await signIn.GetPendingAsync("sales"))!.State);
        Assert.Equal(begun.Url, (await signIn.GetPendingAsync("sales"))!.Url);

        Assert.True(await signIn.CancelAsync(begun.State));
        Assert.False(await signIn.CancelAsync(begun.State));
        Assert.Null(await signIn.GetPendingAsync("sales"));
        var redirect = await world.BrowseAsync(begun.Url);
        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => signIn.CompleteAsync(redirect));
        Assert.Equal(Problems.SignInNotPending, failure.Problem);
    }

    [Fact]
    public async Task Device_code_and_sign_out()
    {
        await using var world = await World.StartAsync();
        var signIn = world.Application.Get<IMailSignIn>();
        var begun = await signIn.BeginWithDeviceCodeAsync("sales");
        world.Host.AuthorizationServer.ApproveDevice(begun.UserCode, "sales@test.example");
        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id);
        while (!completing.IsCompleted)
        {
            await Task.Yield();
            if (world.Clock.TimeToNextTimer is { } next && next < TimeSpan.FromSeconds(10)) world.Clock.Advance(next);
        }

        Assert.Equal("sales", (await completing).Account);
        var tokens = world.Application.Services.GetRequiredKeyedService<IAccessTokenProvider>("sales");
        await tokens.GetAccessTokenAsync();

        Assert.True(await signIn.SignOutAsync("sales"));
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await tokens.GetAccessTokenAsync());
    }

    [Fact]
    public async Task Browser_of_this_machine_signs_in_for_the_required_registration()
    {
        await using var world = await World.StartAsync();
        var account = world.Application.Accounts.Get("support");
        var tokens = world.Application.Services.GetRequiredKeyedService<IAccessTokenProvider>("support");
        var required = await Assert.ThrowsAsync<SignInRequiredException>(
            async () => await tokens.GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Imap)));

        var signIn = world.Application.Get<IMailSignIn>();
        var result = await new LoopbackSignIn(signIn, account, required.Protocol, world.Clock).RunAsync(world.FollowAsync);

        Assert.Equal(("support", MailProtocol.Imap), (result.Account, result.Protocol));
        Assert.NotEmpty((await tokens.GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Imap))).Value);
        var other = await new LoopbackSignIn(signIn, account, timeProvider: world.Clock).RunAsync(world.FollowAsync);
        Assert.Equal(MailProtocol.Smtp, other.Protocol);
        var states = world.Application.Get<IMailAccountStates>();
        Assert.NotEqual(MailAccountStatus.NotSignedIn, (await states.GetAsync("support")).Status);
    }

    [Fact]
    public async Task Browser_of_this_machine_needs_the_protocol_if_the_redirect_URIs_differ()
    {
        await using var world = await World.StartAsync();
        var options = world.Host.CreateAccountOptions("sales@test.example", OAuthFlow.AuthorizationCode);
        options.Incoming = new OAuthClientOptions { ClientId = "incoming", RedirectUri = "http://127.0.0.1/in" };
        options.Outgoing = new OAuthClientOptions { ClientId = "outgoing" };
        var account = MailAccount.Create("sales", options);
        var signIn = world.Application.Get<IMailSignIn>();
        Assert.Throws<ArgumentException>(() => new LoopbackSignIn(signIn, account));
        Assert.NotNull(new LoopbackSignIn(signIn, account, MailProtocol.Smtp));
    }

    [Fact]
    public async Task Browser_of_this_machine_sends_a_claims_challenge()
    {
        await using var world = await World.StartAsync();
        Uri? opened = null;
        var signIn = new LoopbackSignIn(world.Application.Get<IMailSignIn>(), world.Application.Accounts.Get("sales"))
        {
            Claims = """{"access_token":{"acrs":{"value":"c1"}}}""",
        };
        await signIn.RunAsync((url, cancellationToken) =>
        {
            opened = url;
            return world.FollowAsync(url, cancellationToken);
        });
        Assert.Contains("claims=%7B%22access_token%22", opened!.Query, StringComparison.Ordinal);
    }

    private sealed class World : IAsyncDisposable
    {
        private World(MailTestHost host, ManualTimeProvider clock, TestApplication application)
        {
            Host = host;
            Clock = clock;
            Application = application;
        }

        public MailTestHost Host { get; }

        public ManualTimeProvider Clock { get; }

        public TestApplication Application { get; }

        public static async Task<World> StartAsync(Action<OAuthMailOptions>? configure = null)
        {
            var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
            var host = await MailTestHost.StartAsync(options => options.UseClientClock(clock));
            host.AuthorizationServer.AddClient(TestClient.Native("desktop"));
            host.AuthorizationServer.AddClient(TestClient.Native("incoming"));
            host.AuthorizationServer.AddClient(TestClient.Native("outgoing"));
            var sales = Create(host, "sales");
            var support = Create(host, "support");
            support.Incoming = new OAuthClientOptions { ClientId = "incoming" };
            support.Outgoing = new OAuthClientOptions { ClientId = "outgoing" };
            var application = await TestApplication.StartAsync(services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                return services.AddOAuthMail(options =>
                {
                    options.Accounts["sales"] = sales;
                    options.Accounts["support"] = support;
                    configure?.Invoke(options);
                }).UseTestHost(host);
            });
            return new World(host, clock, application);
        }

        public async Task<string> BrowseAsync(Uri url)
        {
            using var browser = Host.CreateHttpClient();
            using var answer = await browser.GetAsync(url);
            return answer.Headers.Location!.OriginalString;
        }

        /// <summary>Gives consent and follows the redirect to the program.</summary>
        public async Task FollowAsync(Uri url, CancellationToken cancellationToken)
        {
            using var browser = Host.CreateHttpClient();
            using var landed = await browser.GetAsync(new Uri(await BrowseAsync(url)), cancellationToken);
            landed.EnsureSuccessStatusCode();
        }

        public async ValueTask DisposeAsync()
        {
            await Application.DisposeAsync();
            await Host.DisposeAsync();
        }

        private static MailAccountOptions Create(MailTestHost host, string name)
        {
            host.AddMailbox($"{name}@test.example");
            var options = host.CreateAccountOptions($"{name}@test.example", OAuthFlow.AuthorizationCode);
            options.ClientId = "desktop";
            return options;
        }
    }
}
