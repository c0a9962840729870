using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Testing;

namespace OAuthMail.Tests.DependencyInjection;

/// <summary>An inspection finds what will not work, before anything connects.</summary>
public class InspectionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Valid_account_has_no_findings()
    {
        var inspection = await InspectAsync(Now);
        Assert.Empty(inspection.Findings);
        Assert.True(inspection.Succeeded);
    }

    [Fact]
    public async Task Application_cannot_open_a_personal_mailbox()
    {
        var finding = Assert.Single((await InspectAsync(Now, ("Address", "alerts@outlook.com"))).Findings);
        Assert.Equal(Problems.FlowNotSupported, finding.Problem);
        Assert.True(finding.IsError);
        Assert.Contains("alerts@outlook.com", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tenant_of_another_cloud_is_found()
    {
        var finding = Assert.Single((await InspectAsync(Now, ("TenantId", "contoso.onmicrosoft.us"))).Findings);
        Assert.Equal(Problems.TenantUnknown, finding.Problem);
        Assert.Contains("Microsoft365GccHigh", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_that_has_expired_is_an_error_and_one_that_expires_soon_a_warning()
    {
        var expired = Assert.Single((await InspectAsync(Now, ("ClientSecretExpires", "2026-11-01"))).Findings);
        Assert.Equal((Problems.ClientSecretExpired, true), (expired.Problem, expired.IsError));
        var soon = Assert.Single((await InspectAsync(Now, ("ClientSecretExpires", "2026-12-10"))).Findings);
        Assert.Equal((Problems.ClientSecretExpired, false), (soon.Problem, soon.IsError));
    }

    [Fact]
    public async Task Clock_that_is_years_behind_is_found()
    {
        var inspection = await InspectAsync(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(Problems.ClockWrong, inspection.Findings[0].Problem);
        Assert.False(inspection.Succeeded);
    }

    [Fact]
    public async Task Scope_of_Gmails_API_does_not_open_IMAP()
    {
        var inspection = await InspectAsync(
            Now, ("Provider", "Google"), ("Flow", "AuthorizationCode"), ("TenantId", ""), ("Address", "alerts@example.com"),
            ("Scope", "https://www.googleapis.com/auth/gmail.send"));
        var finding = Assert.Single(inspection.Findings, finding => finding.Problem == Problems.TokenScopeInsufficient);
        Assert.Contains("https://mail.google.com/", finding.Detail, StringComparison.Ordinal);
    }

    private static async Task<AccountInspection> InspectAsync(DateTimeOffset now, params (string Key, string Value)[] changes)
    {
        var configuration = new TestConfiguration(TestConfiguration.Account("alerts", changes));
        await using var application = TestApplication.Create(services =>
        {
            services.AddSingleton<TimeProvider>(new ManualTimeProvider(now));
            return services.AddOAuthMail(configuration.Section);
        });
        return await application.Get<IConnectionTester>().InspectAsync("alerts");
    }
}
