using System.Net;
using Microsoft.AspNetCore.Builder;

namespace OAuthMail.AspNetCore.Tests;

public class PolicyTests
{
    [Fact]
    public async Task Application_does_not_start_without_a_policy()
    {
        await using var world = await ConnectWorld.CreateAsync();
        await using var application = world.Build(one => one.MapOAuthMail("/mail-accounts"));
        var failure = await Assert.ThrowsAsync<MailConfigurationException>(() => application.StartAsync());
        Assert.Contains(".RequireAuthorization(", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_does_not_start_with_anonymous_access()
    {
        await using var world = await ConnectWorld.CreateAsync();
        await using var application = world.Build(
            one => one.MapOAuthMail("/mail-accounts").RequireAuthorization("MailAdmin").AllowAnonymous());
        var failure = await Assert.ThrowsAsync<MailConfigurationException>(() => application.StartAsync());
        Assert.Contains("AllowAnonymous", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_of_an_outer_group_applies()
    {
        await using var world = await ConnectWorld.CreateAsync();
        await world.AddApplicationAsync(
            one => one.MapGroup("/admin").RequireAuthorization("MailAdmin").MapOAuthMail("/mail-accounts"));
        using var admin = world.OpenBrowser();
        using var visitor = world.OpenBrowser(user: null);
        var page = await admin.GetAsync("/admin/mail-accounts");
        Assert.Contains("href=\"/admin/mail-accounts/account?name=support\"", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/admin/mail-accounts")).Status);
    }

    [Fact]
    public async Task Application_does_not_start_without_a_policy_in_a_group()
    {
        await using var world = await ConnectWorld.CreateAsync();
        await using var application = world.Build(one => one.MapGroup("/admin").MapOAuthMail("/mail-accounts"));
        await Assert.ThrowsAsync<MailConfigurationException>(() => application.StartAsync());
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("Reader", HttpStatusCode.Forbidden)]
    public async Task Each_page_but_those_of_owners_requires_the_policy(string? user, HttpStatusCode status)
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser(user);
        foreach (var path in (string[])["", "/", "/account?name=support"])
        {
            Assert.Equal(status, (await browser.GetAsync(ConnectWorld.Root + path)).Status);
        }

        foreach (var path in (string[])["connect", "device", "device/complete", "consent", "links", "test", "sign-out"])
        {
            Assert.Equal(status, (await browser.PostAsync($"{ConnectWorld.Root}/{path}", ("account", "support"))).Status);
        }
    }

    [Fact]
    public async Task Form_without_proof_is_refused()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        await browser.GetAsync();
        foreach (var path in (string[])["connect", "device", "device/complete", "consent", "links", "test", "sign-out", "link/x"])
        {
            var page = await browser.PostAsync($"{ConnectWorld.Root}/{path}", ("account", "support"));
            Assert.Equal(HttpStatusCode.BadRequest, page.Status);
            Assert.Equal("The form has expired", page.Title);
        }
    }

    [Fact]
    public async Task Proof_of_another_browser_is_refused()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var attacker = world.OpenBrowser();
        using var victim = world.OpenBrowser();
        await victim.GetAsync();
        var fields = (await attacker.GetAsync()).HiddenFields;
        var page = await victim.PostAsync(ConnectWorld.Root + "/sign-out", [.. fields, ("account", "support")]);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Fact]
    public async Task Large_form_is_refused()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        var fields = (await browser.GetAsync()).HiddenFields;
        var page = await browser.PostAsync(ConnectWorld.Root + "/connect", [.. fields, ("account", new string('x', 200_000))]);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Fact]
    public async Task Get_changes_nothing()
    {
        await using var world = await ConnectWorld.StartAsync();
        using var browser = world.OpenBrowser();
        foreach (var path in (string[])["connect", "device", "consent", "links", "test", "sign-out"])
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await browser.GetAsync($"{ConnectWorld.Root}/{path}?account=support")).Status);
        }
    }
}
