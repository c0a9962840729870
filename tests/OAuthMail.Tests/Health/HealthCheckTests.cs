using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Moq;
using OAuthMail.Testing;
using OAuthMail.Tests.AccountStates;

namespace OAuthMail.Tests.Health;

public class HealthCheckTests
{
    [Fact]
    public async Task Failing_account_is_degraded_before_it_is_unhealthy()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync(builder => builder.Services.AddHealthChecks().AddOAuthMail());
        await world.SignInAsync(application);
        var health = application.Get<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);

        world.Host.AuthorizationServer.Faults.Token.Always(ServerFault.Error("invalid_client", status: 401));
        await application.Get<IConnectionTester>().TestAsync("alerts", MailProtocol.Imap);
        await world.WaitForAsync(application, "alerts", MailAccountStatus.Failing);
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        var report = await health.CheckHealthAsync();
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains("alerts: Failing since", report.Entries["oauthmail"].Description);

        world.Clock.Advance(TimeSpan.FromMinutes(15));
        report = await health.CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("client", (string)report.Entries["oauthmail"].Data["alerts"]);
    }

    [Fact]
    public async Task Ten_thousand_probes_open_no_connection_and_read_the_store_once()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync(builder => builder.Services.AddHealthChecks().AddOAuthMail());
        var health = application.Get<HealthCheckService>();
        var requests = world.Host.AuthorizationServer.Requests.All.Count;
        for (var i = 0; i < 10_000; i++) await health.CheckHealthAsync();
        Assert.Equal(requests, world.Host.AuthorizationServer.Requests.All.Count);
        Assert.Equal(0, world.Host.Imap.Connections);
    }

    [Fact]
    public async Task Connection_test_that_throws_ends_neither_the_check_nor_its_interval()
    {
        await using var world = await StateWorld.StartAsync();
        var tester = new Mock<IConnectionTester>();
        tester.Setup(one => one.TestAsync(
                It.IsAny<MailAccount>(), It.IsAny<MailProtocol>(), It.IsAny<ConnectionTestOptions>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("tester"));
        var application = await world.AddApplicationAsync(builder =>
        {
            builder.Services.AddSingleton(tester.Object);
            builder.Services.AddHealthChecks().AddOAuthMailConnections();
        });
        var report = await application.Get<HealthCheckService>().CheckHealthAsync();
        await application.Get<HealthCheckService>().CheckHealthAsync();
        var entry = report.Entries["oauthmail-connections"];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal(application.Accounts.All.Sum(account => account.Protocols.Count()), entry.Data.Count);
        Assert.Equal(entry.Data.Count, tester.Invocations.Count);
    }

    [Fact]
    public async Task Connections_are_tested_once_per_interval_under_their_own_tag()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync(builder =>
            builder.Services.AddHealthChecks().AddOAuthMail().AddOAuthMailConnections(TimeSpan.FromMinutes(5)));
        await world.SignInAsync(application);
        var health = application.Get<HealthCheckService>();
        await health.CheckHealthAsync(check => !check.Tags.Contains("oauthmail-deep"));
        var before = world.Host.Imap.Connections;

        for (var i = 0; i < 10; i++) Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        Assert.Equal(before + 2, world.Host.Imap.Connections);

        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await health.CheckHealthAsync();
        Assert.Equal(before + 4, world.Host.Imap.Connections);
    }
}
