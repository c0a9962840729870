using System.Net;
using OAuthMail.Testing;

namespace OAuthMail.AspNetCore.Tests;

public class SignInTests
{
    [Fact]
    public async Task User_connects_a_mailbox()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        Assert.Contains("Not connected", (await browser.GetAsync()).Text, StringComparison.Ordinal);

        var page = await browser.ConnectAsync("support");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("support is connected", page.Title);
        Assert.Contains("support@test.example", page.Text, StringComparison.Ordinal);
        Assert.NotEqual(MailAccountStatus.NotSignedIn, await world.StatusOfAsync("support"));
        var token = await world.Get<IMailAccounts>().GetTokens(world.Get<IMailAccounts>().Get("support")).GetAccessTokenAsync();
        Assert.Equal(
            TokenVerdict.Accepted,
            world.Host.AuthorizationServer.CheckAccessToken(token.Value, "support@test.example", MailProtocol.Imap));
    }

    [Fact]
    public async Task Button_of_the_list_connects_a_mailbox()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var list = await browser.GetAsync();
        Assert.Contains("form=\"connect\" name=\"account\" value=\"sales\"", list.Html, StringComparison.Ordinal);
        var page = await browser.PostAsync(ConnectWorld.Root + "/connect", [.. list.HiddenFields, ("account", "sales")]);
        Assert.Equal("sales is connected", (await browser.GetAsync(await browser.SignInAtProviderAsync(page))).Title);
    }

    [Fact]
    public async Task Wrong_account_is_explained_and_another_one_succeeds()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        world.Host.AuthorizationServer.SignInAs("private@test.example");

        var wrong = await browser.ConnectAsync("support");

        Assert.Equal("Another account is required", wrong.Title);
        Assert.Contains("private@test.example", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(MailAccountStatus.NotSignedIn, await world.StatusOfAsync("support"));
        var again = await browser.GetAsync(wrong.LinkTo("Use another account"));
        var next = await browser.SubmitAsync(again, "Use another account");
        Assert.Contains("prompt=select_account", next.Next!.Query, StringComparison.Ordinal);
        Assert.Equal("support is connected", (await browser.GetAsync(await browser.SignInAtProviderAsync(next))).Title);
    }

    [Fact]
    public async Task Denied_consent_leads_back_to_the_account()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        world.Host.AuthorizationServer.FindUser("support@test.example")!.DeniesConsent = true;

        var denied = await browser.ConnectAsync("support");

        Assert.Equal(HttpStatusCode.BadRequest, denied.Status);
        Assert.Equal("The mailbox was not connected", denied.Title);
        Assert.Contains("What to do:", denied.Text, StringComparison.Ordinal);
        world.Host.AuthorizationServer.FindUser("support@test.example")!.DeniesConsent = false;
        var again = await browser.SubmitAsync(await browser.GetAsync(denied.LinkTo("Try again")), "Connect");
        Assert.Equal("support is connected", (await browser.GetAsync(await browser.SignInAtProviderAsync(again))).Title);
    }

    [Fact]
    public async Task Two_tabs_connect_the_same_mailbox()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var first = await browser.BeginAsync("support");
        var second = await browser.BeginAsync("support");
        Assert.Equal("support is connected", (await browser.GetAsync(second)).Title);
        Assert.Equal("support is connected", (await browser.GetAsync(first)).Title);
    }

    [Fact]
    public async Task Two_accounts_are_connected_at_once()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var support = await browser.BeginAsync("support");
        var sales = await browser.BeginAsync("sales");
        var pages = await Task.WhenAll(browser.GetAsync(support), browser.GetAsync(sales));
        Assert.Equal(["support is connected", "sales is connected"], pages.Select(page => page.Title));
    }

    [Fact]
    public async Task Many_pending_sign_ins_do_not_exceed_the_limits_of_headers()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var redirects = new List<Uri>();
        for (var i = 0; i < 30; i++) redirects.Add(await browser.BeginAsync(i % 2 == 0 ? "support" : "sales"));
        Assert.True(browser.Cookies.GetCookieHeader(world.Address).Length < 4096 * 2);
        Assert.Equal("sales is connected", (await browser.GetAsync(redirects[^1])).Title);
        Assert.Equal("No sign-in is pending in this browser", (await browser.GetAsync(redirects[0])).Title);
    }

    [Fact]
    public async Task Reconnect_keeps_the_identity()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        await browser.ConnectAsync("support");
        world.Host.AuthorizationServer.RevokeAll("support@test.example");

        Assert.Equal("support is connected", (await browser.ConnectAsync("support", "Reconnect")).Title);

        Assert.NotEqual(MailAccountStatus.NotSignedIn, await world.StatusOfAsync("support"));
        await world.Get<IMailAccounts>().GetTokens(world.Get<IMailAccounts>().Get("support")).GetAccessTokenAsync();
    }

    [Fact]
    public async Task Sign_out_deletes_the_tokens()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        await browser.ConnectAsync("support");
        var page = await browser.SubmitAsync(await browser.GetAsync($"{ConnectWorld.Root}/account?name=support"), "Sign out");
        Assert.Equal("Signed out of support", page.Title);
        Assert.Contains("the provider has revoked its access", page.Text, StringComparison.Ordinal);
        Assert.Equal(MailAccountStatus.NotSignedIn, await world.StatusOfAsync("support"));
    }

    [Fact]
    public async Task Any_process_completes_a_sign_in()
    {
        await using var world = await ConnectWorld.StartAsync();
        var other = await world.AddApplicationAsync();
        using var browser = world.OpenBrowser();
        var redirect = new UriBuilder(await browser.BeginAsync("support")) { Port = other.Port }.Uri;
        Assert.Equal("support is connected", (await browser.GetAsync(redirect)).Title);
    }

    [Fact]
    public async Task Separate_registrations_are_connected_one_after_the_other()
    {
        await using var world = await ConnectWorld.StartAsync(configure: world => world.Accounts = options =>
        {
            var both = world.CreateUserAccount("support@test.example");
            both.Outgoing = new OAuthClientOptions { Scope = "mail.smtp" };
            options.Accounts["support"] = both;
        });
        using var browser = world.OpenBrowser();
        var list = await browser.GetAsync();
        Assert.Contains("Outgoing mail", list.Text, StringComparison.Ordinal);
        Assert.Equal("support is connected", (await browser.ConnectAsync("support")).Title);
    }

    [Fact]
    public async Task Sign_in_uses_the_public_address()
    {
        await using var world = await ConnectWorld.StartAsync(configure: world =>
            world.Options = options => options.PublicUrl = new Uri("https://app.example.com"));
        using var browser = world.OpenBrowser();
        var page = await browser.GetAsync($"{ConnectWorld.Root}/account?name=support");
        Assert.Contains("https://app.example.com/mail-accounts/callback", page.Text, StringComparison.Ordinal);
        var refused = await browser.SubmitAsync(page, "Connect");
        Assert.Equal("Open this page at its public address", refused.Title);
        Assert.Equal("https://app.example.com/mail-accounts", refused.LinkTo("https://app.example.com/mail-accounts"));
    }
}
