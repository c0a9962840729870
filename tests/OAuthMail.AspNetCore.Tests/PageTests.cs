using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.AspNetCore.Tests;

public class PageTests
{
    private const string Hostile = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'&";

    [Theory]
    [InlineData("")]
    [InlineData("/account?name=support")]
    [InlineData("/account?name=none")]
    [InlineData("/callback")]
    [InlineData("/link/none")]
    public async Task Each_page_has_strict_headers(string path)
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var page = await browser.GetAsync(ConnectWorld.Root + path);
        var policy = Assert.Single(page.Headers["Content-Security-Policy"]);
        Assert.Equal(
            "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src 'self'", policy);
        Assert.Contains("no-store", Assert.Single(page.Headers["Cache-Control"]), StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(page.Headers["Referrer-Policy"]));
        Assert.Equal("nosniff", Assert.Single(page.Headers["X-Content-Type-Options"]));
        Assert.Equal("DENY", Assert.Single(page.Headers["X-Frame-Options"]));
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page.Html, StringComparison.OrdinalIgnoreCase);
        foreach (var cookie in page.Headers["Set-Cookie"]) Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Stylesheet_is_served_and_own_one_is_added()
    {
        await using var world = await ConnectWorld.StartAsync(
            configure: world => world.Options = options => options.Stylesheet = "https://cdn.example.com/a.css");
        using var browser = world.OpenBrowser();
        var page = await browser.GetAsync();
        Assert.EndsWith(
            "style-src 'self' https://cdn.example.com", page.Headers["Content-Security-Policy"].Single(), StringComparison.Ordinal);
        Assert.Contains("href=\"https://cdn.example.com/a.css\"", page.Html, StringComparison.Ordinal);
        var path = System.Text.RegularExpressions.Regex.Match(page.Html, "href=\"([^\"]*style.css[^\"]*)\"").Groups[1].Value;
        using var visitor = world.OpenBrowser(user: null);
        var style = await visitor.GetAsync(path);
        Assert.Contains("prefers-color-scheme: dark", style.Html, StringComparison.Ordinal);
        Assert.Contains("immutable", style.Headers["Cache-Control"].Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_texts_are_encoded_on_all_pages()
    {
        await using var world = await ConnectWorld.StartAsync(configure: world =>
        {
            world.Options = options => options.Title = Hostile;
            var state = new MailAccountState("support", null, MailAccountStatus.Failing, DateTimeOffset.UtcNow)
            {
                Problem = Problems.WrongPerson,
                Detail = Hostile,
                NextExpiration = new CredentialExpiration(CredentialKind.ClientSecret, Hostile, ["support"], Hostile)
                {
                    ExpiresAt = DateTimeOffset.UtcNow,
                },
            };
            var states = new Mock<IMailAccountStates>();
            states.Setup(one => one.ListAsync(It.IsAny<CancellationToken>())).ReturnsAsync([state]);
            states.Setup(one => one.GetAsync("support", It.IsAny<MailProtocol>(), It.IsAny<CancellationToken>())).ReturnsAsync(state);
            world.Services = builder => builder.Services.AddSingleton(states.Object);
        });
        using var browser = world.OpenBrowser();
        var account = await browser.GetAsync($"{ConnectWorld.Root}/account?name=support");
        world.Host.AuthorizationServer.SignInAs("\"<script>alert(1)</script><img>\"@test.example");
        TestPage[] pages =
        [
            await browser.GetAsync(),
            account,
            await browser.GetAsync(await browser.SignInAtProviderAsync(await browser.SubmitAsync(account, "Reconnect"))),
            await browser.SubmitAsync(account, "Test the account"),
            await browser.SubmitAsync(account, "Create a link for the mailbox owner"),
            await browser.GetAsync($"{ConnectWorld.Root}/account?name={Uri.EscapeDataString(Hostile)}"),
            await browser.PostAsync($"{ConnectWorld.Root}/test", [.. (await browser.GetAsync()).HiddenFields, ("account", Hostile)]),
        ];
        Assert.All(pages, page =>
        {
            Assert.Contains("alert(1)", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img", page.Html, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task Hostile_replies_of_a_mail_server_are_encoded()
    {
        await using var world = await ConnectWorld.StartAsync(configure: world =>
        {
            var account = MailAccount.Create("support", world.CreateUserAccount("support@test.example"));
            var report = new ConnectionReport(account, MailProtocol.Imap, account.GetEndpoint(MailProtocol.Imap)!,
            [
                new ConnectionStep(
                    ConnectionStepKind.Authenticate, ConnectionStepOutcome.Failed, TimeSpan.Zero, Hostile, [Hostile],
                    new OAuthMailException(Problems.WrongPerson, Hostile)),
            ]);
            var tester = new Mock<IConnectionTester>();
            tester.Setup(one => one.TestAsync(
                    "support", It.IsAny<MailProtocol>(), It.IsAny<ConnectionTestOptions>(), It.IsAny<CancellationToken>()))
                .ReturnsAsync(report);
            world.Services = builder => builder.Services.AddSingleton(tester.Object);
        });
        using var browser = world.OpenBrowser();
        var page = await browser.SubmitAsync(await browser.GetAsync($"{ConnectWorld.Root}/account?name=support"), "Test the account");
        Assert.Equal("The test of support failed", page.Title);
        Assert.Contains("alert(1)", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Test_finds_a_mistyped_secret()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var page = await browser.SubmitAsync(await browser.GetAsync($"{ConnectWorld.Root}/account?name=alerts"), "Test the account");
        Assert.Equal("The test of alerts failed", page.Title);
        Assert.Contains("secret", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("What to do:", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("daemon-secreT", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_of_a_connected_account_succeeds_with_one_new_token()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        await browser.ConnectAsync("support");
        var before = TokenRequests(world);
        var page = await browser.SubmitAsync(await browser.GetAsync($"{ConnectWorld.Root}/account?name=support"), "Test the account");
        Assert.Equal("The test of support succeeded", page.Title);
        Assert.Equal(before + 1, TokenRequests(world));
    }

    [Fact]
    public async Task Device_code_connects_a_mailbox()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await ConnectWorld.StartAsync(clock);
        using var browser = world.OpenBrowser();
        var page = await browser.SubmitAsync(
            await browser.GetAsync($"{ConnectWorld.Root}/account?name=support"), "Sign in on another device");
        var code = Assert.Single(world.Host.AuthorizationServer.WaitingUserCodes);
        Assert.Contains(code, page.Text, StringComparison.Ordinal);
        Assert.True(world.Host.AuthorizationServer.ApproveDevice(code, "support@test.example"));
        var completing = browser.SubmitAsync(page, "I have signed in");
        await new ClockDriver(clock).EndAsync(completing);
        Assert.Equal("support is connected", (await completing).Title);
    }

    [Fact]
    public async Task Unavailable_store_gets_a_page()
    {
        var failure = new TokenStoreException(Problems.TokenStoreUnavailable, Hostile);
        await using var world = await ConnectWorld.StartAsync(configure: world =>
        {
            var states = new Mock<IMailAccountStates>();
            states.Setup(one => one.ListAsync(It.IsAny<CancellationToken>())).ThrowsAsync(failure);
            states.Setup(one => one.GetAsync(It.IsAny<string>(), It.IsAny<MailProtocol>(), It.IsAny<CancellationToken>()))
                .ThrowsAsync(failure);
            world.Services = builder => builder.Services.AddSingleton(states.Object);
        });
        using var browser = world.OpenBrowser();
        foreach (var path in (string[])["", "/account?name=support"])
        {
            var page = await browser.GetAsync(ConnectWorld.Root + path);
            Assert.Contains("What to do:", page.Text, StringComparison.Ordinal);
            Assert.EndsWith("</html>\n", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Failure_of_the_application_gets_a_page()
    {
        await using var world = await ConnectWorld.StartAsync(configure: world =>
        {
            var states = new Mock<IMailAccountStates>();
            states.Setup(one => one.GetAsync(It.IsAny<string>(), It.IsAny<MailProtocol>(), It.IsAny<CancellationToken>()))
                .ThrowsAsync(new InvalidOperationException("inner text"));
            world.Services = builder => builder.Services.AddSingleton(states.Object);
        });
        using var browser = world.OpenBrowser();
        var page = await browser.GetAsync(ConnectWorld.Root + "/account?name=support");
        Assert.Equal(HttpStatusCode.InternalServerError, page.Status);
        Assert.DoesNotContain("inner text", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_of_the_application_and_upper_case_are_kept_apart()
    {
        await using var world = await ConnectWorld.CreateAsync();
        await world.AddApplicationAsync(application =>
        {
            application.UsePathBase("/app");
            application.UseRouting();
            application.UseAuthorization();
            application.MapOAuthMail("/mail-accounts/").RequireAuthorization("MailAdmin");
        });
        using var browser = world.OpenBrowser();
        var page = await browser.GetAsync("/app/MAIL-Accounts/account?name=support");
        Assert.Contains($"{world.Address}app/mail-accounts/callback", page.Text, StringComparison.Ordinal);
        Assert.Contains("action=\"/app/mail-accounts/connect\"", page.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:99999")]
    [InlineData("a\"><script>")]
    public async Task Host_of_a_request_appears_encoded_only(string host)
    {
        await using var world = await ConnectWorld.StartAsync();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Address, "/mail-accounts/account?name=support"));
        request.Headers.TryAddWithoutValidation("Host", host);
        request.Headers.Add(HeaderAuthentication.Header, "MailAdmin");
        using var response = await client.SendAsync(request);
        Assert.DoesNotContain("<script", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Wrong_options_are_reported_together()
    {
        var builder = WebApplication.CreateBuilder();
        var application = builder.Build();
        var failure = Assert.Throws<MailConfigurationException>(() => application.MapOAuthMail("/x", options =>
        {
            options.Title = " ";
            options.Stylesheet = "//evil.example/a.css";
            options.PublicUrl = new Uri("ftp://x");
            options.LinkLifetime = TimeSpan.FromDays(31);
            options.SignInLifetime = TimeSpan.Zero;
        }));
        Assert.Equal(5, failure.Errors.Count);
    }

    private static int TokenRequests(ConnectWorld world) => world.Host.AuthorizationServer.Requests.Token.Count;
}
