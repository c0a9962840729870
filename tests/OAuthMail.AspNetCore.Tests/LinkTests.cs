using System.Net;
using System.Text.RegularExpressions;
using OAuthMail.Testing;

namespace OAuthMail.AspNetCore.Tests;

public partial class LinkTests
{
    private const string Used = "This link no longer works";

    [Fact]
    public async Task Owner_without_an_account_connects_a_mailbox_with_a_link()
    {
        await using var world = await ConnectWorld.StartAsync();
        var link = await CreateLinkAsync(world);
        using var owner = world.OpenBrowser(user: null);
        Assert.NotEqual(HttpStatusCode.OK, (await owner.GetAsync()).Status);

        var page = await owner.GetAsync(link);
        Assert.Equal("Connect support@test.example", page.Title);
        var connected = await owner.GetAsync(await owner.SignInAtProviderAsync(await owner.SubmitAsync(page, "Connect")));

        Assert.Equal("support is connected", connected.Title);
        Assert.NotEqual(MailAccountStatus.NotSignedIn, await world.StatusOfAsync("support"));
        Assert.Equal("The mailbox is connected", (await owner.GetAsync(link)).Title);
        Assert.DoesNotContain("/mail-accounts\"", connected.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_a_link_does_not_use_it()
    {
        await using var world = await ConnectWorld.StartAsync();
        var link = await CreateLinkAsync(world);
        using var filter = world.OpenBrowser(user: null);
        using var owner = world.OpenBrowser(user: null);
        await filter.GetAsync(link);
        await filter.GetAsync(link);
        Assert.NotNull((await owner.SubmitAsync(await owner.GetAsync(link), "Connect")).Next);
    }

    [Fact]
    public async Task Link_belongs_to_the_first_browser_that_uses_it_also_in_another_process()
    {
        await using var world = await ConnectWorld.StartAsync();
        var second = await world.AddApplicationAsync();
        var link = await CreateLinkAsync(world);
        using var owner = world.OpenBrowser(user: null);
        using var other = world.OpenBrowser(user: null, second);
        var open = await other.GetAsync(link.AbsolutePath);
        await owner.SubmitAsync(await owner.GetAsync(link), "Connect");

        Assert.Equal(Used, (await other.SubmitAsync(open, "Connect")).Title);
        Assert.Equal(Used, (await other.GetAsync(link.AbsolutePath)).Title);
        Assert.Equal(HttpStatusCode.Gone, (await other.GetAsync(link.AbsolutePath)).Status);
        Assert.NotNull((await owner.SubmitAsync(await owner.GetAsync(link), "Connect")).Next);
    }

    [Fact]
    public async Task Only_one_of_many_browsers_uses_a_link()
    {
        await using var world = await ConnectWorld.StartAsync();
        var link = await CreateLinkAsync(world);
        var browsers = Enumerable.Range(0, 8).Select(_ => world.OpenBrowser(user: null)).ToList();
        var pages = await Task.WhenAll(browsers.Select(browser => browser.GetAsync(link)));
        var results = await Task.WhenAll(browsers.Zip(pages, (browser, page) => browser.SubmitAsync(page, "Connect")));
        Assert.Single(results, page => page.Next is not null);
        foreach (var browser in browsers) browser.Dispose();
    }

    [Fact]
    public async Task Used_link_does_not_connect_again()
    {
        await using var world = await ConnectWorld.StartAsync();
        var link = await CreateLinkAsync(world);
        using var owner = world.OpenBrowser(user: null);
        var page = await owner.GetAsync(link);
        await owner.GetAsync(await owner.SignInAtProviderAsync(await owner.SubmitAsync(page, "Connect")));
        Assert.Equal(Used, (await owner.SubmitAsync(page, "Connect")).Title);
    }

    [Fact]
    public async Task Owner_with_the_wrong_account_uses_another_one()
    {
        await using var world = await ConnectWorld.StartAsync();
        var link = await CreateLinkAsync(world);
        using var owner = world.OpenBrowser(user: null);
        world.Host.AuthorizationServer.SignInAs("private@test.example");
        var wrong = await owner.GetAsync(
            await owner.SignInAtProviderAsync(await owner.SubmitAsync(await owner.GetAsync(link), "Connect")));
        Assert.Equal("Another account is required", wrong.Title);
        var again = await owner.GetAsync(wrong.LinkTo("Use another account"));
        var next = await owner.SubmitAsync(again, "Use another account");
        Assert.Equal("support is connected", (await owner.GetAsync(await owner.SignInAtProviderAsync(next))).Title);
    }

    [Fact]
    public async Task Expired_link_no_longer_works_and_is_removed()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await ConnectWorld.StartAsync(clock);
        var link = await CreateLinkAsync(world);
        using var owner = world.OpenBrowser(user: null);
        var page = await owner.GetAsync(link);
        clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(Used, (await owner.GetAsync(link)).Title);
        Assert.Equal(Used, (await owner.SubmitAsync(page, "Connect")).Title);
        await CreateLinkAsync(world, "sales");
        var links = world.Store.ListAsync().Where(entry => entry.Key.Value.StartsWith("connect-link", StringComparison.Ordinal));
        Assert.Equal(1, await links.CountAsync());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("..%2F..%2Fetc")]
    [InlineData("%3Cscript%3E")]
    public async Task Invented_link_gets_a_page_and_leaves_no_trace(string secret)
    {
        await using var world = await ConnectWorld.StartAsync();
        await CreateLinkAsync(world);
        var before = await world.Store.ListAsync().CountAsync();
        using var owner = world.OpenBrowser(user: null);
        foreach (var text in (string[])[secret, new string('a', 100_000)])
        {
            Assert.Equal(Used, (await owner.GetAsync(new Uri(world.Address + "mail-accounts/link/" + text))).Title);
        }

        Assert.Equal(before, await world.Store.ListAsync().CountAsync());
    }

    [Fact]
    public async Task Link_is_not_stored_and_not_logged()
    {
        await using var world = await ConnectWorld.StartAsync();
        var secret = (await CreateLinkAsync(world)).Segments[^1];
        await foreach (var entry in world.Store.ListAsync())
        {
            Assert.DoesNotContain(secret, entry.Key.Value, StringComparison.Ordinal);
            Assert.DoesNotContain(entry.Record.Properties.Values, value => value.Contains(secret, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(world.Log.Messages, line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Account_of_an_application_has_no_link()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var admin = world.OpenBrowser();
        var page = await admin.GetAsync($"{ConnectWorld.Root}/account?name=alerts");
        Assert.DoesNotContain("Create a link", page.Html, StringComparison.Ordinal);
        var refused = await admin.PostAsync(ConnectWorld.Root + "/links", page.HiddenFields);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
    }

    private static async Task<Uri> CreateLinkAsync(ConnectWorld world, string account = "support")
    {
        using var admin = world.OpenBrowser();
        var page = await admin.SubmitAsync(
            await admin.GetAsync($"{ConnectWorld.Root}/account?name={account}"), "Create a link for the mailbox owner");
        return new Uri(WebUtility.HtmlDecode(Link().Match(page.Html).Groups[1].Value));
    }

    [GeneratedRegex("readonly value=\"([^\"]*)\"")]
    private static partial Regex Link();
}
