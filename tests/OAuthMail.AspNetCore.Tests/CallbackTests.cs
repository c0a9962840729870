using System.Net;
using OAuthMail.Testing;

namespace OAuthMail.AspNetCore.Tests;

public class CallbackTests
{
    public static TheoryData<string> Queries =>
    [
        "", "?", "?code=abc", "?state=", "?state=abc", "?code=abc&state=abc", "?state=abc&state=abc&code=1", "?error=access_denied",
        "?error=%3Cscript%3Ealert(1)%3C/script%3E&error_description=%3Cimg%20src=x%20onerror=alert(1)%3E",
        "?state=%00&code=%00", "?code=%FF%FE&state=%C0%80", "?state=%0d%0aSet-Cookie:x=1&code=1", "?state[]=1&code[]=2", "?&&&==&=",
        "?code=1&state=" + new string('a', 300_000), "?" + string.Concat(Enumerable.Repeat("a=1&", 500)) + "code=1&state=2",
        "?admin_consent=True&tenant=3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f&state=abc",
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Anything_in_a_callback_gets_a_page(string query)
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser(user: null);
        var page = await browser.GetAsync(new Uri(world.Address + "mail-accounts/callback" + query));
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Equal("No sign-in is pending in this browser", page.Title);
        Assert.Equal(ConnectWorld.Root, page.LinkTo("Show the accounts"));
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onerror", page.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&code=wrong")]
    [InlineData("&code=a&code=b")]
    [InlineData("&code=%00")]
    [InlineData("&error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E%00%0A")]
    [InlineData("&error=%3Cb%3E&error=%3Ci%3E")]
    [InlineData("&code=a&iss=https://evil.example")]
    public async Task Bad_answer_to_a_pending_sign_in_gets_a_page_that_leads_on(string answer)
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var state = StateOf(await browser.BeginAsync("support"));

        var page = await browser.GetAsync($"{ConnectWorld.Root}/callback?state={state}{answer}");

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("What to do:", page.Text, StringComparison.Ordinal);
        Assert.Contains($"{ConnectWorld.Root}/account?name=support", page.Html, StringComparison.Ordinal);
        Assert.Equal("support is connected", (await browser.ConnectAsync("support")).Title);
    }

    [Fact]
    public async Task Very_long_answer_gets_a_page()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var state = StateOf(await browser.BeginAsync("support"));
        var page = await browser.GetAsync($"{ConnectWorld.Root}/callback?state={state}&code={new string('x', 400_000)}");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.True(page.Html.Length < 10_000);
    }

    [Fact]
    public async Task Replayed_callback_changes_nothing()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var redirect = await browser.BeginAsync("support");
        await browser.GetAsync(redirect);

        var page = await browser.GetAsync(redirect);

        Assert.Equal("This sign-in was already completed, or has expired", page.Title);
        Assert.Equal($"{ConnectWorld.Root}/account?name=support", page.LinkTo("Show the account"));
        Assert.NotEqual(MailAccountStatus.NotSignedIn, await world.StatusOfAsync("support"));
    }

    [Fact]
    public async Task Expired_sign_in_is_refused()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await ConnectWorld.StartAsync(clock);
        using var browser = world.OpenBrowser();
        var redirect = await browser.BeginAsync("support");
        clock.Advance(TimeSpan.FromMinutes(61));

        var page = await browser.GetAsync(redirect);

        Assert.Equal("No sign-in is pending in this browser", page.Title);
        Assert.Equal(MailAccountStatus.NotSignedIn, await world.StatusOfAsync("support"));
    }

    [Fact]
    public async Task Callback_in_another_browser_is_refused_and_works_in_the_first_one()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        using var other = world.OpenBrowser();
        await other.BeginAsync("sales");
        var redirect = await browser.BeginAsync("support");

        Assert.Equal("No sign-in is pending in this browser", (await other.GetAsync(redirect)).Title);

        Assert.Equal("support is connected", (await browser.GetAsync(redirect)).Title);
    }

    [Fact]
    public async Task Cookie_of_one_sign_in_does_not_prove_another_one()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var attacker = world.OpenBrowser();
        using var victim = world.OpenBrowser();
        var planned = await attacker.BeginAsync("support");
        await victim.BeginAsync("support");
        var cookie = victim.Cookies.GetAllCookies().Single(one => one.Name.StartsWith("OAuthMail.SignIn.", StringComparison.Ordinal));
        var name = attacker.Cookies.GetAllCookies()
            .Single(one => one.Name.StartsWith("OAuthMail.SignIn.", StringComparison.Ordinal)).Name;
        victim.Cookies.Add(world.Address, new Cookie(name, cookie.Value, "/mail-accounts"));
        Assert.Equal("No sign-in is pending in this browser", (await victim.GetAsync(planned)).Title);
    }

    [Fact]
    public async Task State_of_a_notice_is_not_reused_for_a_browser()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var published = await world.Get<IMailSignIn>().BeginAsync(
            "support", redirectUri: new Uri(world.Address, "mail-accounts/callback"));
        Assert.NotEqual(published.State, StateOf(await browser.BeginAsync("support")));
        var answer = await browser.GetAsync(published.Url);
        Assert.Equal("No sign-in is pending in this browser", (await browser.GetAsync(answer.Location!)).Title);
    }

    private static string StateOf(Uri redirect) => System.Web.HttpUtility.ParseQueryString(redirect.Query)["state"]!;
}
