using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Testing;

namespace OAuthMail.AspNetCore.Tests;

/// <summary>Connect links that code creates, lists and revokes, and that notices contain.</summary>
public class LinkServiceTests
{
    private const string Used = "This link no longer works";

    [Fact]
    public async Task Link_of_code_connects_a_mailbox_once()
    {
        await using var world = await StartAsync();
        var links = world.Get<IMailConnectLinks>();
        var link = await links.CreateAsync("support");
        Assert.StartsWith(ConnectWorld.PublicUrl + "/mail-accounts/link/", link.Url!.AbsoluteUri, StringComparison.Ordinal);
        Assert.DoesNotContain(link.Url.Segments[^1], link.ToString(), StringComparison.Ordinal);

        using var owner = world.OpenBrowser(user: null);
        var page = await owner.SubmitAsync(await owner.GetAsync(link.Url), "Connect");
        var listed = Assert.Single(await links.ListAsync("SUPPORT"));
        Assert.Equal((link.Id, MailConnectLinkStatus.InUse, null), (listed.Id, listed.Status, listed.Url));
        var redirect = await owner.SignInAtProviderAsync(page);
        Assert.Equal("support is connected", (await owner.GetAsync(redirect)).Title);

        Assert.Equal(MailConnectLinkStatus.Used, Assert.Single(await links.ListAsync()).Status);
        Assert.Empty(await links.ListAsync("sales"));
        Assert.Equal("The mailbox is connected", (await owner.GetAsync(link.Url)).Title);
        Assert.Equal(Used, (await owner.GetAsync(redirect)).Title);
    }

    [Fact]
    public async Task Notice_leads_to_a_connected_mailbox()
    {
        var observer = new Observer();
        await using var world = await StartAsync(
            configure: world => world.Services += builder => builder.Services.AddSingleton<IMailAccountObserver>(observer));
        using var admin = world.OpenBrowser();
        var link = await world.Get<IMailConnectLinks>().CreateAsync("support");
        await ConnectAsync(admin, link.Url!);
        world.Host.AuthorizationServer.RevokeAll();
        await world.Get<IConnectionTester>().TestAsync(
            "support", MailProtocol.Imap, new ConnectionTestOptions { AcquireNewToken = true });

        var notice = await observer.WaitAsync(MailAccountNoticeKind.SignInRequired);
        Assert.Null(notice.SignIn);
        Assert.Equal(notice.Address!.Url, notice.SignInUrl);
        Assert.Equal(notice.Address.ExpiresAt, notice.SignInExpiresAt);
        using var owner = world.OpenBrowser(user: null);
        Assert.Equal("support is connected", (await ConnectAsync(owner, notice.SignInUrl!)).Title);
        await world.Get<IConnectionTester>().TestAsync("support", MailProtocol.Imap);
        Assert.Equal(MailAccountStatus.Connected, (await observer.WaitAsync(MailAccountNoticeKind.Connected)).State.Status);
        using var other = world.OpenBrowser(user: null);
        Assert.Equal("The mailbox is connected", (await other.GetAsync(notice.SignInUrl!)).Title);
        Assert.DoesNotContain(
            world.Log.Messages, line => line.Contains(notice.SignInUrl!.Segments[^1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Repeated_notice_has_the_same_address()
    {
        var observer = new Observer { Failures = 2 };
        await using var world = await StartAsync(
            configure: world => world.Services += builder => builder.Services.AddSingleton<IMailAccountObserver>(observer));
        await world.Get<IConnectionTester>().TestAsync("support", MailProtocol.Imap);
        await observer.WaitAsync(MailAccountNoticeKind.SignInRequired);
        Assert.Equal(3, observer.Addresses.Count);
        Assert.Single(observer.Addresses.Distinct());
        Assert.Single(await world.Get<IMailConnectLinks>().ListAsync());
    }

    [Fact]
    public async Task Revoked_link_no_longer_works_also_for_a_sign_in_that_has_begun()
    {
        await using var world = await StartAsync();
        var links = world.Get<IMailConnectLinks>();
        var (first, second) = (await links.CreateAsync("support"), await links.CreateAsync("support"));
        using var owner = world.OpenBrowser(user: null);
        var redirect = await owner.SignInAtProviderAsync(await owner.SubmitAsync(await owner.GetAsync(first.Url!), "Connect"));
        var open = await owner.GetAsync(second.Url!);
        Assert.True(await links.RevokeAsync(first.Id));
        Assert.True(await links.RevokeAsync(second.Id));

        Assert.Equal(Used, (await owner.GetAsync(redirect)).Title);
        Assert.Equal(Used, (await owner.GetAsync(first.Url!)).Title);
        Assert.Equal(Used, (await owner.SubmitAsync(open, "Connect")).Title);
        Assert.Equal(MailAccountStatus.NotSignedIn, await world.StatusOfAsync("support"));
        Assert.Empty(await links.ListAsync());
        Assert.False(await links.RevokeAsync(first.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("../../etc/passwd")]
    [InlineData("ABCDEF")]
    public async Task Invented_id_revokes_nothing(string id)
    {
        await using var world = await StartAsync();
        await world.Get<IMailConnectLinks>().CreateAsync("support");
        var before = await world.Store.ListAsync().CountAsync();
        Assert.False(await world.Get<IMailConnectLinks>().RevokeAsync(id));
        Assert.False(await world.Get<IMailConnectLinks>().RevokeAsync(new string('a', 100_000)));
        Assert.Equal(before, await world.Store.ListAsync().CountAsync());
    }

    [Fact]
    public async Task Link_that_expires_before_the_redirect_connects_nothing()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await StartAsync(clock);
        var links = world.Get<IMailConnectLinks>();
        var link = await links.CreateAsync("support", lifetime: TimeSpan.FromMinutes(10));
        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromMinutes(10), link.ExpiresAt);
        using var owner = world.OpenBrowser(user: null);
        var redirect = await owner.SignInAtProviderAsync(await owner.SubmitAsync(await owner.GetAsync(link.Url!), "Connect"));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(Used, (await owner.GetAsync(redirect)).Title);
        Assert.Empty(await links.ListAsync());
        Assert.Equal(MailAccountStatus.NotSignedIn, await world.StatusOfAsync("support"));
    }

    [Fact]
    public async Task Two_redirects_of_one_link_connect_once()
    {
        await using var world = await StartAsync();
        var link = await world.Get<IMailConnectLinks>().CreateAsync("support");
        using var owner = world.OpenBrowser(user: null);
        var open = await owner.GetAsync(link.Url!);
        var first = await owner.SignInAtProviderAsync(await owner.SubmitAsync(open, "Connect"));
        var second = await owner.SignInAtProviderAsync(await owner.SubmitAsync(open, "Connect"));
        var pages = await Task.WhenAll(owner.GetAsync(first), owner.GetAsync(second));
        Assert.Equal(["This link no longer works", "support is connected"], pages.Select(page => page.Title).Order().Reverse());
    }

    [Fact]
    public async Task Page_lists_links_and_revokes_them()
    {
        await using var world = await StartAsync();
        var links = world.Get<IMailConnectLinks>();
        var link = await links.CreateAsync("support");
        using var admin = world.OpenBrowser();
        var page = await admin.GetAsync(new Uri(ConnectWorld.PublicUrl + "/mail-accounts/account?name=support"));
        Assert.Contains("Not used", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(link.Url!.Segments[^1], page.Html, StringComparison.Ordinal);

        Assert.Equal("The link was revoked", (await admin.SubmitAsync(page, "Revoke")).Title);
        Assert.Equal("There is no such link", (await admin.SubmitAsync(page, "Revoke")).Title);
        Assert.Empty(await links.ListAsync());
        using var visitor = world.OpenBrowser(user: null);
        Assert.NotEqual(HttpStatusCode.OK, (await visitor.PostAsync(ConnectWorld.Root + "/links/revoke", ("id", link.Id))).Status);
    }

    [Fact]
    public async Task Wrong_arguments_are_named()
    {
        await using var world = await StartAsync();
        var links = world.Get<IMailConnectLinks>();
        await Assert.ThrowsAsync<MailConfigurationException>(() => links.CreateAsync("suport"));
        var failure = await Assert.ThrowsAsync<MailConfigurationException>(() => links.CreateAsync("alerts"));
        Assert.Contains("No user signs in", failure.Message, StringComparison.Ordinal);
        foreach (var lifetime in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromDays(31)])
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => links.CreateAsync("support", lifetime: lifetime));
        }

        Assert.Null(await world.Get<IMailSignInPage>().CreateAddressAsync("alerts"));
    }

    [Theory]
    [InlineData("http://app.test.example/other")]
    [InlineData("http://app.test.example")]
    public async Task Address_of_another_page_stops_the_application(string address)
    {
        var failure = await Assert.ThrowsAsync<MailConfigurationException>(
            () => ConnectWorld.StartAsync(configure: world => world.Services = builder => builder.AddConnectLinks(new Uri(address))));
        Assert.Contains("/mail-accounts", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://app.test.example/mail-accounts")]
    [InlineData("/mail-accounts")]
    [InlineData("https://app.test.example/mail-accounts?x=1")]
    [InlineData("https://user@app.test.example/mail-accounts")]
    public void Address_that_is_not_a_page_is_refused(string address) =>
        Assert.Throws<MailConfigurationException>(() => new ServiceCollection().AddOAuthMail(_ => { })
            .AddConnectLinks(new Uri(address, UriKind.RelativeOrAbsolute)));

    [Fact]
    public async Task Other_origin_than_the_public_address_stops_the_application()
    {
        var failure = await Assert.ThrowsAsync<MailConfigurationException>(() => ConnectWorld.StartAsync(configure: world =>
        {
            world.Services = builder => builder.AddConnectLinks(new Uri(ConnectWorld.PublicUrl + ConnectWorld.Root));
            world.Options = options => options.PublicUrl = new Uri("https://other.example");
        }));
        Assert.Contains("PublicUrl", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_connects_only_the_mailbox_for_which_it_was_created()
    {
        await using var world = await StartAsync();
        var link = await world.Get<IMailConnectLinks>().CreateAsync("support");
        using var owner = world.OpenBrowser(user: null);
        var redirect = await owner.SignInAtProviderAsync(await owner.SubmitAsync(await owner.GetAsync(link.Url!), "Connect"));

        // Another version of the application has given the name to another mailbox.
        world.Accounts = options => options.Accounts["support"] = world.CreateUserAccount("sales@test.example");
        using var later = new TestBrowser(world.Host, await world.AddApplicationAsync(), user: null);
        foreach (Cookie cookie in owner.Cookies.GetAllCookies()) later.Cookies.Add(cookie);
        Assert.Equal(Used, (await later.GetAsync(link.Url!)).Title);
        Assert.Equal(Used, (await later.GetAsync(redirect)).Title);

        // The account was removed.
        world.Accounts = options => options.Accounts.Remove("support");
        using var last = new TestBrowser(world.Host, await world.AddApplicationAsync(), user: null);
        Assert.Equal(Used, (await last.GetAsync(link.Url!)).Title);
    }

    [Fact]
    public async Task Used_link_is_not_reported_as_revoked()
    {
        await using var world = await StartAsync();
        var links = world.Get<IMailConnectLinks>();
        var link = await links.CreateAsync("support");
        using var owner = world.OpenBrowser(user: null);
        await ConnectAsync(owner, link.Url!);
        Assert.False(await links.RevokeAsync(link.Id));
        Assert.Equal("The mailbox is connected", (await owner.GetAsync(link.Url!)).Title);
    }

    [Fact]
    public async Task New_link_does_not_wait_for_an_expired_one_that_is_in_use()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await StartAsync(clock);
        var links = world.Get<IMailConnectLinks>();
        var expired = await links.CreateAsync("support", lifetime: TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));
        await using (await world.Store.AcquireAsync(new TokenKey("connect-link-" + expired.Id)))
        {
            var creating = links.CreateAsync("support");
            for (var i = 0; i < 1000 && !creating.IsCompleted; i++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            Assert.Single(await links.ListAsync(), one => one.Id == creating.Result.Id);
        }

        await links.CreateAsync("sales");
        Assert.Null(await world.Store.ReadAsync(new TokenKey("connect-link-" + expired.Id)));
    }

    [Fact]
    public async Task Cookies_are_secure_behind_a_proxy_that_ends_https()
    {
        await using var world = await ConnectWorld.StartAsync(configure: one => one.Options = options =>
            options.PublicUrl = new Uri("https://app.test.example"));
        using var admin = world.OpenBrowser();
        var account = await admin.GetAsync(new Uri(ConnectWorld.PublicUrl + "/mail-accounts/account?name=support"));
        var sent = await admin.SubmitAsync(account, "Connect");
        var cookie = Assert.Single(sent.Headers["Set-Cookie"], one => one.StartsWith("OAuthMail.SignIn.", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Address_without_https_is_logged_once()
    {
        await using var world = await StartAsync();
        for (var i = 0; i < 2; i++) await world.Get<IMailConnectLinks>().CreateAsync("support");
        Assert.Single(world.Log.Messages, line => line.Contains("begins with http. ", StringComparison.Ordinal));
    }

    private static Task<ConnectWorld> StartAsync(TimeProvider? clock = null, Action<ConnectWorld>? configure = null) =>
        ConnectWorld.StartAsync(clock, world =>
        {
            world.Services = builder => builder.AddConnectLinks(new Uri(ConnectWorld.PublicUrl + ConnectWorld.Root));
            configure?.Invoke(world);
        });

    private static async Task<TestPage> ConnectAsync(TestBrowser browser, Uri link) => await browser.GetAsync(
        await browser.SignInAtProviderAsync(await browser.SubmitAsync(await browser.GetAsync(link), "Connect")));

    /// <summary>Receives notices, and fails the first ones.</summary>
    private sealed class Observer : IMailAccountObserver
    {
        private readonly ConcurrentDictionary<MailAccountNoticeKind, TaskCompletionSource<MailAccountNotice>> _received = new();
        private int _failures;

        public int Failures { get; init; }

        public string Name => "test";

        public ConcurrentQueue<Uri> Addresses { get; } = new();

        public Task<MailAccountNotice> WaitAsync(MailAccountNoticeKind kind) => Of(kind).Task.WaitAsync(TimeSpan.FromSeconds(60));

        public Task OnNoticeAsync(MailAccountNotice notice, CancellationToken cancellationToken = default)
        {
            if (notice.SignInUrl is { } url) Addresses.Enqueue(url);
            if (Interlocked.Increment(ref _failures) <= Failures) throw new InvalidOperationException("observer");
            Of(notice.Kind).TrySetResult(notice);
            return Task.CompletedTask;
        }

        private TaskCompletionSource<MailAccountNotice> Of(MailAccountNoticeKind kind) =>
            _received.GetOrAdd(kind, _ => new TaskCompletionSource<MailAccountNotice>(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
