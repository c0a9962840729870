using System.Text;
using System.Text.Json;
using OAuthMail.Compatibility;

namespace OAuthMail.Tests.ConnectionTest;

public class ClaimsTests : IClassFixture<ConnectionFixture>
{
    private const string Tenant = "11111111-2222-3333-4444-555555555555";

    private readonly ConnectionFixture _fixture;

    public ClaimsTests(ConnectionFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    [Theory]
    [InlineData("https://outlook.office.com", null)]
    [InlineData("https://outlook.office365.com/", null)]
    [InlineData("00000002-0000-0ff1-ce00-000000000000", null)]
    [InlineData("00000003-0000-0000-c000-000000000000", "token-for-graph")]
    [InlineData("https://graph.microsoft.com", "token-for-graph")]
    [InlineData("api://something", "token-audience-wrong")]
    public async Task Wrong_audience_is_a_warning(string audience, string? code) =>
        AssertWarning(code, await ClaimsAsync(OAuthFlow.AuthorizationCode, new() { ["aud"] = audience }));

    [Theory]
    [InlineData("IMAP.AccessAsUser.All SMTP.Send", null)]
    [InlineData("Mail.Read User.Read", "token-permission-missing")]
    public async Task Missing_scope_of_a_user_is_a_warning(string scopes, string? code) =>
        AssertWarning(code, await ClaimsAsync(OAuthFlow.AuthorizationCode, new() { ["scp"] = scopes }));

    [Theory]
    [InlineData("IMAP.AccessAsApp", null)]
    [InlineData("SMTP.SendAsApp", "token-permission-missing")]
    public async Task Missing_role_of_an_application_is_a_warning(string role, string? code) =>
        AssertWarning(code, await ClaimsAsync(OAuthFlow.ClientCredentials, new() { ["roles"] = new[] { role } }));

    [Fact]
    public async Task Empty_roles_are_no_warning()
    {
        var step = await ClaimsAsync(OAuthFlow.ClientCredentials, new() { ["roles"] = Array.Empty<string>() });
        AssertWarning(null, step);
        Assert.Contains("no roles", step.Detail);
    }

    [Theory]
    [InlineData(Tenant, null)]
    [InlineData("99999999-2222-3333-4444-555555555555", "token-of-another-tenant")]
    public async Task Token_of_another_tenant_is_a_warning(string tenant, string? code) =>
        AssertWarning(code, await ClaimsAsync(OAuthFlow.AuthorizationCode, new() { ["tid"] = tenant }));

    [Theory]
    [InlineData("ALICE@example.com", null)]
    [InlineData("bob@example.com", "token-of-another-user")]
    public async Task Token_of_another_user_is_a_warning(string user, string? code) =>
        AssertWarning(code, await ClaimsAsync(OAuthFlow.AuthorizationCode, new() { ["upn"] = user }));

    [Theory]
    [InlineData("email", "ALICE@example.com", null)]
    [InlineData("preferred_username", "service-account-alerts", null)]
    [InlineData("email", "bob@example.com", "token-of-another-mailbox")]
    [InlineData("upn", "bob@example.com", "token-of-another-mailbox")]
    public async Task Token_of_an_application_for_another_mailbox_is_a_warning(string claim, string name, string? code) =>
        AssertWarning(code, await ClaimsAsync(OAuthFlow.ClientCredentials, new() { [claim] = name }));

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "token-of-another-user")]
    [InlineData("false", "token-of-another-user")]
    public async Task Unverified_address_of_the_user_is_a_warning(object verified, string? code) => AssertWarning(
        code,
        await ClaimsAsync(
            OAuthFlow.AuthorizationCode, new() { ["email"] = ConnectionFixture.Address, ["email_verified"] = verified }));

    [Theory]
    [InlineData("exp", 60, null)]
    [InlineData("exp", -60, "token-expired")]
    [InlineData("nbf", 600, "token-expired")]
    public async Task Lifetime_outside_the_current_time_is_a_warning(string claim, int seconds, string? code) =>
        AssertWarning(
            code,
            await ClaimsAsync(
                OAuthFlow.AuthorizationCode, new() { [claim] = DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeSeconds() }));

    [Fact]
    public async Task Claims_are_shortened_and_control_characters_replaced()
    {
        var step = await ClaimsAsync(
            OAuthFlow.AuthorizationCode,
            new() { ["aud"] = "\u001b[2J" + new string('a', 5000), ["exp"] = "soon", ["scp"] = 7, ["upn"] = new[] { 1 } });
        AssertWarning("token-audience-wrong", step);
        Assert.DoesNotContain('\u001b', step.Detail);
        Assert.True(step.Detail.Length < 1000);
    }

    [Theory]
    [InlineData("""{"\ud800aud":1}""")]
    [InlineData("""{"aud":"\ud800","exp":"\udc00"}""")]
    public async Task Claims_of_unexpected_types_are_ignored(string claims)
    {
        _fixture.Host.Imap.Faults.RejectAllTokens();
        AssertWarning(null, await ShowAsync(OAuthFlow.AuthorizationCode, Encoding.UTF8.GetBytes(claims)));
    }

    private static void AssertWarning(string? code, ConnectionStep step)
    {
        Assert.Equal(code, step.Problem?.Code);
        Assert.Equal(code is null ? ConnectionStepOutcome.Passed : ConnectionStepOutcome.Warning, step.Outcome);
    }

    private Task<ConnectionStep> ClaimsAsync(OAuthFlow flow, Dictionary<string, object> claims) =>
        ShowAsync(flow, JsonSerializer.SerializeToUtf8Bytes(claims));

    private async Task<ConnectionStep> ShowAsync(OAuthFlow flow, byte[] claims)
    {
        var account = MailAccount.Create("alice", Some.Application(options =>
        {
            options.Address = ConnectionFixture.Address;
            options.Flow = flow;
            options.TenantId = Tenant;
            if (flow != OAuthFlow.ClientCredentials) options.ClientSecret = null;
            options.Imap = $"tls://{_fixture.Host.Imap.ImplicitTls}";
        }));
        var payload = Hashing.ToBase64Url(claims);
        var value = $"{Hashing.ToBase64Url(Encoding.UTF8.GetBytes("{}"))}.{payload}.{Hashing.ToBase64Url(new byte[64])}";
        var token = new AccessToken(value, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        var report = await new ConnectionTester(_fixture.TesterOptions).TestAsync(account, MailProtocol.Imap, new TokenQueue(token));
        var claimsStep = report.Steps.First(step => step.Kind == ConnectionStepKind.Claims);

        // A difference between the token and what the server requires explains the rejection, which gives no reason.
        var bare = flow == OAuthFlow.ClientCredentials ? Problems.ApplicationNotPermitted : Problems.TokenRefused;
        Assert.Equal(claimsStep.Problem ?? bare, report.Problem);
        Assert.Equal(report.Problem, report.Diagnosis!.Causes[0].Problem);
        Assert.Contains(report.Diagnosis.Causes, cause => cause.Problem == bare);
        Assert.DoesNotContain(payload, report.ToText());
        return claimsStep;
    }
}
