using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Moq;
using OAuthMail.AccountStates;
using OAuthMail.Storage;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.Tests.AccountStates;

public class DisposedHostTests
{
    [Fact]
    public async Task Host_that_is_disposed_without_a_stop_logs_no_failure_of_a_service()
    {
        var log = await RunAsync(_ => { }, async (services, _) =>
        {
            // The recorder waits for the next outcome after it has stored this one.
            services.GetRequiredService<AccountActivity>().Connected(
                services.GetRequiredService<IMailAccounts>().Get("alerts"), MailProtocol.Imap);
            return (await services.GetRequiredService<IMailAccountStates>().GetAsync("alerts")).Status == MailAccountStatus.Connected;
        });
        Assert.DoesNotContain(log.Messages, IsServiceFailure);
    }

    [Fact]
    public async Task Store_that_throws_does_not_stop_the_application()
    {
        var store = new Mock<ITokenStore>();
        store.Setup(one => one.ReadAsync(It.IsAny<TokenKey>(), It.IsAny<CancellationToken>())).Throws<InvalidTimeZoneException>();
        store.Setup(one => one.AcquireAsync(It.IsAny<TokenKey>(), It.IsAny<CancellationToken>())).Throws<InvalidTimeZoneException>();
        store.Setup(one => one.ListAsync(It.IsAny<CancellationToken>())).Throws<InvalidTimeZoneException>();
        var log = await RunAsync(
            services => services.AddSingleton(store.Object),
            (_, log) => Task.FromResult(log.Messages.Any(message => IsServiceFailure(message)
                || (message.Contains("account support", StringComparison.Ordinal)
                    && message.Contains(nameof(InvalidTimeZoneException), StringComparison.Ordinal)))));
        Assert.DoesNotContain(log.Messages, IsServiceFailure);
    }

    /// <summary>
    /// Recognizes an exception that a service threw. The host itself logs one if it is disposed before a service has started.
    /// </summary>
    private static bool IsServiceFailure(string message) =>
        message.Contains("BackgroundService", StringComparison.Ordinal) && message.Contains(" OAuthMail.", StringComparison.Ordinal);

    private static async Task<TestLog> RunAsync(
        Action<IServiceCollection> configure, Func<IServiceProvider, TestLog, Task<bool>> isReady)
    {
        var log = new TestLog();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(log);
        configure(builder.Services);
        builder.Services.AddOAuthMail(options =>
        {
            options.Accounts["alerts"] = Some.Application();
            options.Accounts["support"] = Some.Account();
        });
        using var host = builder.Build();
        await host.StartAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isReady(host.Services, log))
        {
            Assert.False(limit.IsCancellationRequested, string.Join('\n', log.Messages));
            await Task.Yield();
        }

        host.Dispose();
        return log;
    }
}
