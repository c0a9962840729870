using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Moq;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.MailKit.Tests.DependencyInjection;

public class MailKitRegistrationTests
{
    [Fact]
    public async Task Registered_sender_sends_and_closes_the_connections_of_a_removed_account()
    {
        await using var host = await MailTestHost.StartAsync();
        host.AddMailbox("alerts@test.example");
        host.AddMailbox("ops@test.example");
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", "secret"));
        var options = host.CreateAccountOptions("alerts@test.example", OAuthFlow.ClientCredentials);
        var configuration = new TestConfiguration(
        [
            ("Accounts:alerts:Flow", "ClientCredentials"), ("Accounts:alerts:Address", "alerts@test.example"),
            ("Accounts:alerts:TokenEndpoint", options.TokenEndpoint!), ("Accounts:alerts:Scope", options.Scope!),
            ("Accounts:alerts:Smtp", options.Smtp!), ("Accounts:alerts:ClientId", "daemon"), ("Accounts:alerts:ClientSecret", "secret"),
            .. TestConfiguration.Account("other"),
        ]);
        await using var application = await TestApplication.StartAsync(services =>
            services.AddOAuthMail(configuration.Section).AddMailKit().UseTestHost(host));

        var message = new MimeMessage(
            [MailboxAddress.Parse("alerts@test.example")], [MailboxAddress.Parse("ops@test.example")], "Disk full", new TextPart("plain"));
        await application.Get<IMailSender>().SendAsync("alerts", message);
        Assert.Single(host.Mailboxes.Find("ops@test.example")!.Inbox.Messages);
        Assert.Equal(1, host.Smtp.OpenConnections);

        configuration.Remove("alerts");
        configuration.Reload();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (host.Smtp.OpenConnections > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Registered_services_are_not_replaced()
    {
        var sender = Mock.Of<IMailSender>();
        await using var application = TestApplication.Create(services =>
        {
            services.AddSingleton(sender);
            return services.AddOAuthMail(new TestConfiguration(TestConfiguration.Account("alerts")).Section).AddMailKit();
        });
        Assert.Same(sender, application.Get<IMailSender>());
        Assert.IsType<MailWatcher>(application.Get<IMailWatcher>());
    }

    [Fact]
    public async Task Clock_and_settings_of_the_application_are_used()
    {
        var clock = new ManualTimeProvider();
        await using var application = TestApplication.Create(services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.Configure<MailSenderOptions>(options => options.MaxAttempts = 2);
            return services.AddOAuthMail(new TestConfiguration(TestConfiguration.Account("alerts")).Section).AddMailKit();
        });
        var options = application.Get<Microsoft.Extensions.Options.IOptions<MailSenderOptions>>().Value;
        Assert.Equal(2, options.MaxAttempts);
        Assert.Same(clock, options.TimeProvider);
        Assert.NotNull(options.LoggerFactory);
    }
}
