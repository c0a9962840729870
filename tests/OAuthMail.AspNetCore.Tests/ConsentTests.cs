using System.Net;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Testing;

namespace OAuthMail.AspNetCore.Tests;

/// <summary>The consent of an administrator, from the button to Microsoft's redirect.</summary>
public class ConsentTests
{
    private const string Tenant = "3a4b5c6d-0000-4000-8000-123456789abc";
    private const string NotPending = "No sign-in is pending in this browser";

    [Fact]
    public async Task Administrator_consents()
    {
        await using var world = await StartAsync();
        using var browser = world.OpenBrowser();
        var request = await BeginAsync(browser);
        Assert.Equal("https://login.microsoftonline.com/" + Tenant + "/v2.0/adminconsent", request.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal(new Uri(world.Address, "mail-accounts/callback").AbsoluteUri, request.Query["redirect_uri"]);

        var page = await browser.GetAsync(Redirect(world, request, $"admin_consent=True&tenant={Tenant}"));
        Assert.Equal((HttpStatusCode.OK, "An administrator has consented"), (page.Status, page.Title));
        Assert.Contains(Tenant, page.Text, StringComparison.Ordinal);
        Assert.Equal("/mail-accounts/account?name=office", page.LinkTo("Show office"));
    }

    [Fact]
    public async Task Each_direction_of_mail_has_a_button()
    {
        await using var world = await StartAsync();
        using var browser = world.OpenBrowser();
        var read = await BeginAsync(browser);
        var send = await BeginAsync(browser, "Request consent to send mail");
        Assert.Contains("ps.outlook.com", read.Query["scope"], StringComparison.Ordinal);
        Assert.Contains("outlook.office365.com", send.Query["scope"], StringComparison.Ordinal);
        Assert.NotEqual(read.Query["state"], send.Query["state"]);
    }

    [Fact]
    public async Task Denied_consent_gets_a_page_that_says_what_to_do()
    {
        await using var world = await StartAsync();
        using var browser = world.OpenBrowser();
        var request = await BeginAsync(browser);
        var page = await browser.GetAsync(Redirect(
            world, request, "error=access_denied&error_description=AADSTS65004%3A+%3Cscript%3Ealert(1)%3C%2Fscript%3E+declined"));
        Assert.Equal((HttpStatusCode.BadRequest, "No administrator has consented"), (page.Status, page.Title));
        Assert.Contains("AADSTS65004", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("/mail-accounts/account?name=office", page.LinkTo("Try again"));
    }

    [Fact]
    public async Task Administrator_of_another_tenant_is_refused()
    {
        await using var world = await StartAsync();
        using var browser = world.OpenBrowser();
        var request = await BeginAsync(browser);
        var page = await browser.GetAsync(
            Redirect(world, request, "admin_consent=True&tenant=99999999-0000-4000-8000-123456789abc"));
        Assert.Equal((HttpStatusCode.BadRequest, "No administrator has consented"), (page.Status, page.Title));
        Assert.Contains($"belongs to the tenant {Tenant}", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin_consent=True")]
    [InlineData("admin_consent=False&tenant=" + Tenant)]
    [InlineData("tenant=" + Tenant)]
    [InlineData("admin_consent=True&tenant=contoso.onmicrosoft.com")]
    [InlineData("admin_consent=True&admin_consent=True&tenant=" + Tenant)]
    [InlineData("code=1")]
    public async Task Incomplete_redirect_confirms_nothing(string query)
    {
        await using var world = await StartAsync();
        using var browser = world.OpenBrowser();
        var request = await BeginAsync(browser);
        var page = await browser.GetAsync(Redirect(world, request, query));
        Assert.Equal((HttpStatusCode.BadRequest, "No administrator has consented"), (page.Status, page.Title));
    }

    [Fact]
    public async Task Forged_state_and_the_state_of_another_browser_are_refused()
    {
        await using var world = await StartAsync();
        using var browser = world.OpenBrowser();
        using var other = world.OpenBrowser();
        var request = await BeginAsync(browser);
        var answer = $"admin_consent=True&tenant={Tenant}";
        var forged = $"{ConnectWorld.Root}/callback?{answer}&state=";
        Assert.Equal(NotPending, (await browser.GetAsync(forged + "forged")).Title);
        Assert.Equal(NotPending, (await browser.GetAsync(forged)).Title);
        Assert.Equal(NotPending, (await browser.GetAsync($"{ConnectWorld.Root}/callback?{answer}")).Title);
        Assert.Equal(NotPending, (await browser.GetAsync(Redirect(world, request, answer + "&state=second"))).Title);
        Assert.Equal(NotPending, (await other.GetAsync(Redirect(world, request, answer))).Title);

        // The sign-in of a user is no consent, and a consent is no sign-in.
        var signIn = await browser.BeginAsync("support");
        var mixed = HttpUtility.ParseQueryString(signIn.Query)["state"];
        Assert.NotEqual("An administrator has consented", (await browser.GetAsync(forged + Uri.EscapeDataString(mixed!))).Title);
    }

    [Fact]
    public async Task Consent_request_expires()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await StartAsync(clock);
        using var browser = world.OpenBrowser();
        var request = await BeginAsync(browser);
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(NotPending, (await browser.GetAsync(Redirect(world, request, $"admin_consent=True&tenant={Tenant}"))).Title);
    }

    [Fact]
    public async Task Account_without_a_tenant_has_no_button_and_its_form_is_refused()
    {
        await using var world = await StartAsync();
        using var browser = world.OpenBrowser();
        var page = await browser.GetAsync(ConnectWorld.Root + "/account?name=support");
        Assert.DoesNotContain("Request consent", page.Html, StringComparison.Ordinal);
        var refused = await browser.PostAsync(ConnectWorld.Root + "/consent", [.. page.HiddenFields.DistinctBy(field => field.Name)]);
        Assert.Equal((HttpStatusCode.BadRequest, "No administrator can consent"), (refused.Status, refused.Title));
    }

    private static Task<ConnectWorld> StartAsync(TimeProvider? clock = null) => ConnectWorld.StartAsync(clock, world =>
    {
        world.Services = builder => builder.AddMicrosoft();
        world.Accounts = options => options.Accounts["office"] = new MailAccountOptions
        {
            Provider = "Microsoft365", Flow = OAuthFlow.ClientCredentials, TenantId = Tenant, Address = "office@contoso.com",
            ClientId = "app", ClientSecret = "secret",
        };
    });

    /// <summary>Presses the button, and returns the address to which the browser goes on.</summary>
    private static async Task<(Uri Url, System.Collections.Specialized.NameValueCollection Query)> BeginAsync(
        TestBrowser browser, string button = "Request consent to read mail")
    {
        var page = await browser.SubmitAsync(await browser.GetAsync(ConnectWorld.Root + "/account?name=office"), button);
        Assert.NotNull(page.Next);
        return (page.Next, HttpUtility.ParseQueryString(page.Next.Query));
    }

    private static Uri Redirect(
        ConnectWorld world, (Uri Url, System.Collections.Specialized.NameValueCollection Query) request, string answer) =>
        new(world.Address, $"mail-accounts/callback?{answer}&state={Uri.EscapeDataString(request.Query["state"]!)}");
}
