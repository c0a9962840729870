using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.Microsoft.Tests.DependencyInjection;

public class MicrosoftRegistrationTests
{
    private static readonly (string, string)[] ManagedIdentity =
    [
        ("Accounts:alerts:Provider", "Microsoft365"), ("Accounts:alerts:Flow", "ManagedIdentity"),
        ("Accounts:alerts:TenantId", "contoso.com"), ("Accounts:alerts:Address", "alerts@contoso.com"),
    ];

    [Fact]
    public async Task Flows_of_the_package_are_available()
    {
        await using var application = await TestApplication.StartAsync(services =>
            services.AddOAuthMail(new TestConfiguration(ManagedIdentity).Section).AddMicrosoft());
        Assert.NotNull(application.Accounts.GetTokens(application.Accounts.Get("alerts")));
    }

    [Fact]
    public async Task Error_without_the_package_says_how_to_register_it()
    {
        await using var application = await TestApplication.StartAsync(services =>
            services.AddOAuthMail(new TestConfiguration(ManagedIdentity).Section));
        var failure = Assert.Throws<MailConfigurationException>(() => application.Accounts.GetTokens(application.Accounts.Get("alerts")));
        Assert.Contains("AddMicrosoft()", failure.Message);
    }
}
