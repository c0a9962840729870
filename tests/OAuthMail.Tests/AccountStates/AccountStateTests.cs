using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthMail.AccountStates;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.Tests.AccountStates;

public class AccountStateTests
{
    [Fact]
    public async Task Account_is_connected_only_after_a_login()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync();
        var states = application.Get<IMailAccountStates>();
        Assert.Equal(MailAccountStatus.Unverified, (await states.GetAsync("alerts")).Status);
        Assert.Equal(MailAccountStatus.NotSignedIn, (await states.GetAsync("support")).Status);

        // A token alone proves nothing.
        await application.Services.GetRequiredKeyedService<IAccessTokenProvider>("alerts").GetAccessTokenAsync();
        Assert.Equal(MailAccountStatus.Unverified, (await states.GetAsync("alerts")).Status);

        await application.Get<IConnectionTester>().TestAsync("alerts", MailProtocol.Imap);
        var state = await world.WaitForAsync(application, "alerts", MailAccountStatus.Connected);
        Assert.Equal(world.Clock.GetUtcNow(), state.LastSuccess);
    }

    [Fact]
    public async Task Revoked_consent_is_reported_once_by_one_process_and_ends_with_a_sign_in_in_another()
    {
        await using var world = await StateWorld.StartAsync();
        var first = await world.AddApplicationAsync();
        var second = await world.AddApplicationAsync();
        await world.SignInAsync(first);
        await first.Get<IConnectionTester>().TestAsync("support", MailProtocol.Imap);
        await world.WaitForAsync(second, "support", MailAccountStatus.Connected);

        await world.UntilAsync(() => world.Observer.Notices.Count == 1);
        Assert.Equal(MailAccountNoticeKind.Connected, world.Observer.Notices.Single().Kind);

        world.Observer.Notices.Clear();
        world.Host.AuthorizationServer.RevokeAll();
        world.Clock.Advance(TimeSpan.FromHours(2));
        foreach (var application in new[] { first, second, first, second })
        {
            var tokens = application.Services.GetRequiredKeyedService<IAccessTokenProvider>("support");
            await Assert.ThrowsAsync<SignInRequiredException>(async () => await tokens.GetAccessTokenAsync());
        }

        await world.UntilAsync(() => !world.Observer.Notices.IsEmpty);
        var state = await world.WaitForAsync(second, "support", MailAccountStatus.SignInRequired);
        Assert.NotNull(state.Problem);
        var notice = Assert.Single(world.Observer.Notices);
        Assert.Equal(MailAccountNoticeKind.SignInRequired, notice.Kind);
        Assert.Equal(MailAccountStatus.Connected, notice.PreviousStatus);

        // Whoever completes the sign-in of the notice, the waiting process continues.
        await second.Get<IMailSignIn>().CompleteAsync(await world.BrowseAsync(notice.SignIn!.Url));
        Assert.NotEmpty((await first.Services.GetRequiredKeyedService<IAccessTokenProvider>("support").GetAccessTokenAsync()).Value);
        await first.Get<IConnectionTester>().TestAsync("support", MailProtocol.Imap);
        await world.UntilAsync(() => world.Observer.Notices.Count == 2);
        Assert.Equal(MailAccountNoticeKind.Connected, world.Observer.Notices.Last().Kind);
    }

    [Fact]
    public async Task Failure_that_passes_is_not_reported_and_one_that_lasts_is()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync();
        var tester = application.Get<IConnectionTester>();
        await tester.TestAsync("alerts", MailProtocol.Imap);
        await world.WaitForAsync(application, "alerts", MailAccountStatus.Connected);

        world.Host.Imap.Faults.On("AUTHENTICATE", MailFault.Reply("NO [UNAVAILABLE] Try again later"), 1);
        await tester.TestAsync("alerts", MailProtocol.Imap);
        await world.WaitForAsync(application, "alerts", MailAccountStatus.Failing);
        await tester.TestAsync("alerts", MailProtocol.Imap);
        await world.WaitForAsync(application, "alerts", MailAccountStatus.Connected);
        Assert.Empty(world.Observer.Notices);

        world.Host.Imap.Faults.On("AUTHENTICATE", MailFault.Reply("NO [UNAVAILABLE] Try again later"), 2);
        await tester.TestAsync("alerts", MailProtocol.Imap);
        await world.WaitForAsync(application, "alerts", MailAccountStatus.Failing);
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await tester.TestAsync("alerts", MailProtocol.Imap);
        await world.UntilAsync(() => !world.Observer.Notices.IsEmpty);
        Assert.Equal(MailAccountNoticeKind.Failing, Assert.Single(world.Observer.Notices).Kind);
    }

    [Fact]
    public async Task Notice_survives_an_observer_that_throws_and_a_restart()
    {
        await using var world = await StateWorld.StartAsync();
        world.Observer.IsBroken = true;
        var application = await world.AddApplicationAsync();
        world.Host.AuthorizationServer.Faults.Token.Always(ServerFault.Error("invalid_client", status: 401));
        await application.Get<IConnectionTester>().TestAsync("alerts", MailProtocol.Imap);
        await world.UntilAsync(() => world.Observer.Failed.Count >= 2);
        Assert.Single(world.Observer.Failed.Select(notice => notice.Id).Distinct());
        await application.DisposeAsync();

        world.Observer.IsBroken = false;
        await world.AddApplicationAsync();
        await world.UntilAsync(() => !world.Observer.Notices.IsEmpty);
        Assert.Equal(world.Observer.Failed.First().Id, Assert.Single(world.Observer.Notices).Id);
    }

    [Fact]
    public async Task Sign_out_is_a_state()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync();
        await world.SignInAsync(application);
        Assert.True(await application.Get<IMailSignIn>().SignOutAsync("support"));
        await world.WaitForAsync(application, "support", MailAccountStatus.NotSignedIn);
    }

    [Fact]
    public async Task Credential_is_announced_once_for_each_threshold()
    {
        await using var world = await StateWorld.StartAsync();
        var expires = world.Clock.GetUtcNow() + TimeSpan.FromDays(40);
        var monitors = new List<ExpirationMonitor>();
        for (var i = 0; i < 2; i++)
        {
            var application = await world.AddApplicationAsync(builder => builder.Configure(
                options => options.Accounts["alerts"].ClientSecretExpires = expires));
            monitors.Add(HostedService<ExpirationMonitor>(application));
        }

        for (var day = 0; day < 40; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            foreach (var monitor in monitors) await monitor.CheckAsync(CancellationToken.None);
        }

        await world.UntilAsync(() => world.Observer.Notices.Count >= 3);
        Assert.Equal(3, world.Observer.Notices.Count(notice => notice.Kind == MailAccountNoticeKind.CredentialExpires));
        Assert.Equal(3, world.Observer.Notices.Select(notice => notice.Id).Distinct().Count());
        Assert.All(world.Observer.Notices, notice =>
        {
            Assert.Equal(CredentialKind.ClientSecret, notice.State.NextExpiration!.Kind);
            Assert.Equal(["alerts"], notice.State.NextExpiration.Accounts);
        });
    }

    [Fact]
    public async Task Unused_sign_in_is_renewed_long_before_it_lapses()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync();
        await world.SignInAsync(application);
        var before = world.Host.AuthorizationServer.Requests.Count("refresh_token");
        var keeper = HostedService<SignInKeeper>(application);
        for (var day = 0; day < 90; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await keeper.KeepAsync(CancellationToken.None);
        }

        // The application's own check may renew at the same time.
        Assert.InRange(world.Host.AuthorizationServer.Requests.Count("refresh_token") - before, 2, 6);
    }

    private static T HostedService<T>(TestApplication application)
        where T : IHostedService =>
        application.Services.GetServices<IHostedService>().OfType<T>().Single();
}
