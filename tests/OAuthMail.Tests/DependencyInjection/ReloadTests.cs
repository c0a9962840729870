using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Testing;

namespace OAuthMail.Tests.DependencyInjection;

public class ReloadTests
{
    [Fact]
    public async Task Unchanged_account_stays_the_same_object()
    {
        var configuration = new TestConfiguration([.. TestConfiguration.Account("alerts"), .. TestConfiguration.Account("support")]);
        await using var application = await TestApplication.StartAsync(services => services.AddOAuthMail(configuration.Section));
        var (alerts, support) = (application.Accounts.Get("alerts"), application.Accounts.Get("support"));
        var changes = new List<MailAccountsChangedEventArgs>();
        application.Accounts.Changed += (_, change) => changes.Add(change);

        configuration.Set("Accounts:support:Imap", "imap.contoso.com:993");
        configuration.Reload();

        Assert.Same(alerts, application.Accounts.Get("alerts"));
        Assert.NotSame(support, application.Accounts.Get("support"));
        var change = Assert.Single(changes);
        Assert.Same(support, Assert.Single(change.Removed));
        Assert.Same(application.Accounts.Get("support"), Assert.Single(change.Added));
    }

    [Fact]
    public async Task Account_of_a_changed_client_changes()
    {
        var configuration = new TestConfiguration(
        [
            ("Clients:contoso:Provider", "Microsoft365"), ("Clients:contoso:Flow", "ClientCredentials"), ("Clients:contoso:ClientId", "id"),
            ("Clients:contoso:TenantId", "contoso.com"), ("Clients:contoso:ClientSecret", Some.Secret),
            ("Accounts:alerts:Client", "contoso"), ("Accounts:alerts:Address", "alerts@contoso.com"),
            .. TestConfiguration.Account("support"),
        ]);
        await using var application = await TestApplication.StartAsync(services => services.AddOAuthMail(configuration.Section));
        var (alerts, support) = (application.Accounts.Get("alerts"), application.Accounts.Get("support"));

        configuration.Set("Clients:contoso:ClientSecret", "ANOTHERSECRET");
        configuration.Reload();

        Assert.NotSame(alerts, application.Accounts.Get("alerts"));
        Assert.Same(support, application.Accounts.Get("support"));
    }

    [Fact]
    public async Task Accounts_are_added_and_removed_and_a_failing_handler_is_ignored()
    {
        var configuration = new TestConfiguration([.. TestConfiguration.Account("alerts"), .. TestConfiguration.Account("support")]);
        await using var application = await TestApplication.StartAsync(services => services.AddOAuthMail(configuration.Section));
        var changes = new List<MailAccountsChangedEventArgs>();
        application.Accounts.Changed += (_, _) => throw new InvalidOperationException("handler");
        application.Accounts.Changed += (_, change) => changes.Add(change);

        configuration.Remove("support");
        foreach (var (key, value) in TestConfiguration.Account("intake")) configuration.Set(key, value);
        configuration.Reload();

        Assert.Equal(["alerts", "intake"], application.Accounts.All.Select(account => account.Name).Order());
        Assert.Equal("support", Assert.Single(changes).Removed.Single().Name);
        Assert.Contains(
            "isn't a valid account", Assert.Throws<MailConfigurationException>(() => application.Accounts.Get("support")).Message);
        Assert.Contains(application.Log.Messages, message => message.Contains("A handler of the event that accounts changed failed"));
    }

    [Fact]
    public async Task Invalid_reload_keeps_the_last_valid_configuration_and_logs_why()
    {
        var configuration = new TestConfiguration([.. TestConfiguration.Account("alerts"), .. TestConfiguration.Account("support")]);
        await using var application = await TestApplication.StartAsync(services => services.AddOAuthMail(configuration.Section));
        var alerts = application.Accounts.Get("alerts");

        configuration.Set("Accounts:alerts:Flow", "Magic");
        configuration.Remove("support");
        configuration.Reload();
        Assert.Same(alerts, application.Accounts.Get("alerts"));
        Assert.Equal(2, application.Accounts.All.Count);
        Assert.Contains(application.Log.Messages, message =>
            message.Contains("the last valid configuration stays in effect") && message.Contains(
                "OAuthMail:Accounts:alerts:Flow: 'Magic'"));

        configuration.Set("Accounts:alerts:Flow", "ClientCredentials");
        configuration.Reload();
        Assert.Equal("alerts", Assert.Single(application.Accounts.All).Name);
    }

    [Fact]
    public async Task Changed_secret_is_used_without_a_restart()
    {
        await using var host = await MailTestHost.StartAsync();
        host.AddMailbox("alerts@test.example");
        var client = TestClient.Confidential("daemon", "first-secret");
        host.AuthorizationServer.AddClient(client);
        var options = host.CreateAccountOptions("alerts@test.example", OAuthFlow.ClientCredentials);
        var configuration = new TestConfiguration(
            ("Accounts:alerts:Flow", "ClientCredentials"), ("Accounts:alerts:Address", "alerts@test.example"),
            ("Accounts:alerts:TokenEndpoint", options.TokenEndpoint!), ("Accounts:alerts:Scope", options.Scope!),
            ("Accounts:alerts:Imap", options.Imap!), ("Accounts:alerts:ClientId", "daemon"), (
                "Accounts:alerts:ClientSecret", "wrong-secret"));
        await using var application = await TestApplication.StartAsync(services =>
            services.AddOAuthMail(configuration.Section).UseTestHost(host));
        var tokens = application.Services.GetRequiredKeyedService<IAccessTokenProvider>("alerts");
        var refused = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
        Assert.Equal("invalid_client", refused.Error);

        configuration.Set("Accounts:alerts:ClientSecret", "first-secret");
        configuration.Reload();

        Assert.NotEmpty((await tokens.GetAccessTokenAsync()).Value);
        var report = await application.Get<IConnectionTester>().TestAsync("alerts", MailProtocol.Imap);
        Assert.True(report.Succeeded, report.ToText());
    }
}
