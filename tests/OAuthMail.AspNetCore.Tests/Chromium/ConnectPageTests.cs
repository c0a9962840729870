using System.Collections.Concurrent;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace OAuthMail.AspNetCore.Tests.Chromium;

public sealed class ConnectPageTests(ChromiumBrowser browser) : IClassFixture<ChromiumBrowser>
{
    [ChromiumFact]
    public async Task User_connects_a_mailbox()
    {
        await using var world = await ConnectWorld.StartAsync();
        var page = await OpenAsync(world);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect support" }).ClickAsync();
        await ExpectTitleAsync(page, "support is connected");
        await page.GetByRole(AriaRole.Link, new() { Name = "Show support" }).ClickAsync();
        await ExpectTitleAsync(page, "support");
    }

    [ChromiumFact]
    public async Task User_connects_a_mailbox_without_JavaScript_at_a_provider_with_a_page()
    {
        await using var world = await ConnectWorld.CreateAsync(configure: options => options.Authorization.Interactive = true);
        await world.AddApplicationAsync();
        var page = await browser.OpenAsync(javaScript: false);
        await page.GotoAsync(new Uri(world.Address, ConnectWorld.Root + "/account?name=support").AbsoluteUri);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await ExpectTitleAsync(page, "support is connected");
    }

    [ChromiumFact]
    public async Task Wrong_account_and_then_another_one()
    {
        await using var world = await ConnectWorld.StartAsync();
        world.Host.AuthorizationServer.SignInAs("private@test.example");
        var page = await OpenAsync(world);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect support" }).ClickAsync();
        await ExpectTitleAsync(page, "Another account is required");
        await ChromiumBrowser.CheckAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use another account" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use another account" }).ClickAsync();
        await ExpectTitleAsync(page, "support is connected");
    }

    [ChromiumFact]
    public async Task Denied_consent_and_then_a_second_attempt()
    {
        await using var world = await ConnectWorld.CreateAsync(configure: options => options.Authorization.Interactive = true);
        await world.AddApplicationAsync();
        var page = await OpenAsync(world);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect support" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();
        await ExpectTitleAsync(page, "The mailbox was not connected");
        await ChromiumBrowser.CheckAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await ExpectTitleAsync(page, "support is connected");
    }

    [ChromiumFact]
    public async Task Two_tabs_two_accounts_replay_and_reconnect()
    {
        await using var world = await ConnectWorld.CreateAsync(configure: options => options.Authorization.Interactive = true);
        await world.AddApplicationAsync();
        var first = await OpenAsync(world);
        var second = await first.Context.NewPageAsync();
        await second.GotoAsync(first.Url);
        await first.GetByRole(AriaRole.Button, new() { Name = "Connect support" }).ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Connect sales" }).ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await ExpectTitleAsync(second, "sales is connected");
        await first.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await ExpectTitleAsync(first, "support is connected");

        await first.ReloadAsync();
        await ExpectTitleAsync(first, "This sign-in was already completed, or has expired");
        await first.GetByRole(AriaRole.Link, new() { Name = "Show the account" }).ClickAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Reconnect" }).ClickAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await ExpectTitleAsync(first, "support is connected");
    }

    [ChromiumFact]
    public async Task Owner_connects_a_mailbox_with_a_link()
    {
        await using var world = await ConnectWorld.StartAsync();
        var admin = await OpenAsync(world, "/account?name=support");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Create a link for the mailbox owner" }).ClickAsync();
        await ChromiumBrowser.CheckAsync(admin);
        var link = await admin.GetByLabel("Send this link to the owner of the mailbox:").InputValueAsync();

        var owner = await browser.OpenAsync(user: null);
        await owner.GotoAsync(link);
        await ChromiumBrowser.CheckAsync(owner);
        await owner.GetByRole(AriaRole.Button, new() { Name = "Connect" }).ClickAsync();
        await ExpectTitleAsync(owner, "support is connected");
        await owner.GotoAsync(link);
        await ExpectTitleAsync(owner, "The mailbox is connected");
    }

    [ChromiumFact]
    public async Task Administrator_consents()
    {
        const string tenant = "3a4b5c6d-0000-4000-8000-123456789abc";
        await using var world = await ConnectWorld.StartAsync(configure: world =>
        {
            world.Services = builder => builder.AddMicrosoft();
            world.Accounts = options => options.Accounts["office"] = new MailAccountOptions
            {
                Provider = "Microsoft365", Flow = OAuthFlow.ClientCredentials, TenantId = tenant, Address = "office@contoso.com",
                ClientId = "app", ClientSecret = "secret",
            };
        });
        var page = await OpenAsync(world, "/account?name=office");
        await ChromiumBrowser.CheckAsync(page);
        await page.RouteAsync("https://login.microsoftonline.com/**", async route =>
        {
            // In the place of Microsoft's page.
            var query = HttpUtility.ParseQueryString(new Uri(route.Request.Url).Query);
            var answer = $"{query["redirect_uri"]}?admin_consent=True&tenant={tenant}&state={Uri.EscapeDataString(query["state"]!)}";
            await route.FulfillAsync(new RouteFulfillOptions
            {
                ContentType = "text/html", Body = $"<a href=\"{HttpUtility.HtmlAttributeEncode(answer)}\">Accept</a>",
            });
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Request consent to read mail" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Accept" }).ClickAsync();
        await ExpectTitleAsync(page, "An administrator has consented");
        await ChromiumBrowser.CheckAsync(page);
    }

    [ChromiumFact]
    public async Task Link_is_revoked()
    {
        await using var world = await ConnectWorld.StartAsync();
        var page = await OpenAsync(world, "/account?name=support");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a link for the mailbox owner" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to support" }).ClickAsync();
        await ChromiumBrowser.CheckAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke the link" }).ClickAsync();
        await ExpectTitleAsync(page, "The link was revoked");
    }

    [ChromiumFact]
    public async Task Pages_have_no_findings_of_axe_in_light_and_dark()
    {
        await using var world = await ConnectWorld.StartAsync(
            configure: world => world.Options = options => options.Title = "Contoso Desk");
        using var http = world.OpenBrowser();
        await http.ConnectAsync("sales");
        await world.Get<IConnectionTester>().TestAsync("sales", MailProtocol.Imap);
        var messages = new ConcurrentQueue<string>();
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var page = await browser.OpenAsync(scheme: scheme);
            page.Console += (_, message) => messages.Enqueue(message.Text);
            await page.GotoAsync(new Uri(world.Address, ConnectWorld.Root + "/account?name=alerts").AbsoluteUri);
            await page.GetByRole(AriaRole.Button, new() { Name = "Test the account" }).ClickAsync();
            await ExpectTitleAsync(page, "The test of alerts failed");
            await ChromiumBrowser.CheckAsync(page);
            await TakeAsync(page, $"test-{scheme}");
            foreach (var path in (string[])["", "/account?name=support", "/account?name=sales", "/callback?code=1", "/link/none"])
            {
                await page.GotoAsync(new Uri(world.Address, ConnectWorld.Root + path).AbsoluteUri);
                await ChromiumBrowser.CheckAsync(page);
                await TakeAsync(page, $"page{path.Replace('/', '-').Replace('?', '-').Replace('=', '-')}-{scheme}");
            }

            await page.GotoAsync(new Uri(world.Address, ConnectWorld.Root + "/account?name=support").AbsoluteUri);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in on another device" }).ClickAsync();
            await ChromiumBrowser.CheckAsync(page);
            await TakeAsync(page, $"device-{scheme}");
        }

        Assert.DoesNotContain(messages, message => message.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    private static Task ExpectTitleAsync(IPage page, string title) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);

    /// <summary>Takes a picture for the documentation, if the environment names a folder for it.</summary>
    private static async Task TakeAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("OAUTHMAIL_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    private async Task<IPage> OpenAsync(ConnectWorld world, string path = "")
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(world.Address, ConnectWorld.Root + path).AbsoluteUri);
        return page;
    }
}
