using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using OAuthMail.Storage;
using OAuthMail.Testing;

namespace OAuthMail.Tests.DependencyInjection;

public class RegistrationTests
{
    [Fact]
    public async Task Services_of_a_section_are_registered()
    {
        var configuration = new TestConfiguration(TestConfiguration.Account("alerts"));
        await using var application = await TestApplication.StartAsync(services => services.AddOAuthMail(configuration.Section));

        Assert.Equal("alerts@contoso.com", application.Accounts.Get("Alerts").Address);
        Assert.NotNull(application.Get<IConnectionTester>());
        Assert.NotNull(application.Get<ITokenStore>());
        Assert.NotEmpty(await application.Get<ICredentialExpiration>().ListAsync());
        Assert.NotNull(application.Services.GetRequiredKeyedService<IAccessTokenProvider>("ALERTS"));
    }

    [Fact]
    public async Task Errors_of_all_accounts_are_reported_at_start_with_their_paths()
    {
        var configuration = new TestConfiguration(
        [
            .. TestConfiguration.Account("alerts", ("Flow", "Magic"), ("Smpt", "smtp.contoso.com:587")),
            .. TestConfiguration.Account("support", ("Imap", "imap.contoso.com")),
            ("Accounts:third:Client", "missing"), ("Store:Folder", "/tmp/nowhere"), ("Store:LeaseTimeout", "0:00:00"),
        ]);
        await using var application = TestApplication.Create(services => services.AddOAuthMail(configuration.Section));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(application.StartAsync);

        foreach (var path in new[]
        {
            "OAuthMail:Accounts:alerts:Flow: 'Magic'", "OAuthMail:Accounts:alerts:Smpt: Unknown option. Did you mean 'Smtp'?",
            "OAuthMail:Accounts:support:Imap:", "OAuthMail:Accounts:third:Client: 'missing'", "OAuthMail:Accounts:third:Address: Required.",
            "OAuthMail:Store:KeyFile: Required.", "OAuthMail:Store:LeaseTimeout: Must be more than",
        })
        {
            Assert.Contains(path, failure.Message);
        }

        Assert.DoesNotContain(Some.Secret, failure.ToString());
    }

    [Fact]
    public async Task Section_without_accounts_is_an_error_unless_accounts_have_another_source()
    {
        var empty = new TestConfiguration(("Clients:contoso:Provider", "Microsoft365"));
        await using var without = TestApplication.Create(services => services.AddOAuthMail(empty.Section));
        Assert.Contains(
            "OAuthMail:Accounts: Required. The section has no accounts.",
            (await Assert.ThrowsAsync<OptionsValidationException>(without.StartAsync)).Message);

        await using var with = await TestApplication.StartAsync(services =>
            services.AddOAuthMail(empty.Section).AddAccountSource<EmptySource>());
        Assert.Empty(with.Accounts.All);
    }

    [Fact]
    public async Task Accounts_of_code_need_no_section()
    {
        await using var application = await TestApplication.StartAsync(services =>
            services.AddOAuthMail(options => options.Accounts["alerts"] = Some.Application()));
        Assert.Single(application.Accounts.All);
    }

    [Fact]
    public async Task Registered_services_are_not_replaced()
    {
        var store = Mock.Of<ITokenStore>();
        var tester = Mock.Of<IConnectionTester>();
        var clock = new ManualTimeProvider();
        await using var application = TestApplication.Create(services =>
        {
            services.AddSingleton(store).AddSingleton(tester).AddSingleton<TimeProvider>(clock);
            return services.AddOAuthMail(options => options.Accounts["alerts"] = Some.Application());
        });

        Assert.Same(store, application.Get<MailTokens>().Store);
        Assert.Same(tester, application.Get<IConnectionTester>());
        Assert.Same(clock, application.Get<MailTokens>().Clock);
    }

    [Fact]
    public async Task Token_provider_of_an_unknown_account_names_the_valid_ones()
    {
        await using var application = TestApplication.Create(services =>
            services.AddOAuthMail(options => options.Accounts["alerts"] = Some.Application()));

        var failure = Assert.Throws<MailConfigurationException>(
            () => application.Services.GetRequiredKeyedService<IAccessTokenProvider>("alert"));
        Assert.Contains("'alert' isn't a valid account", failure.Message);
        Assert.Contains("alerts", failure.Message);
    }

    [Fact]
    public async Task Registering_twice_combines_the_accounts()
    {
        var first = new TestConfiguration(TestConfiguration.Account("alerts"));
        var second = new TestConfiguration(TestConfiguration.Account("support"));
        await using var application = await TestApplication.StartAsync(services =>
        {
            services.AddOAuthMail(first.Section);
            return services.AddOAuthMail(second.Section);
        });
        Assert.Equal(["alerts", "support"], application.Accounts.All.Select(account => account.Name).Order());
    }

    private sealed class EmptySource : IMailAccountSource
    {
        public async IAsyncEnumerable<KeyValuePair<string, MailAccountOptions>> ListAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }

        public Task<MailAccountOptions?> FindAsync(string name, CancellationToken cancellationToken = default) =>
            Task.FromResult<MailAccountOptions?>(null);

        public async IAsyncEnumerable<string> WatchAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield break;
        }
    }
}
