using OAuthMail.Testing;

namespace OAuthMail.Tests.ConnectionTest;

/// <summary>The rejections that the test servers offer by name are diagnosed as what their names say.</summary>
public class ProviderRejectionTests : IClassFixture<ConnectionFixture>
{
    private readonly ConnectionFixture _fixture;

    public ProviderRejectionTests(ConnectionFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    public static TheoryData<string, MailProtocol, string> Rejections => new()
    {
        { nameof(TokenRejection.SmtpAuthDisabledForTenant), MailProtocol.Smtp, Problems.SmtpAuthDisabledForTenant.Code },
        { nameof(TokenRejection.SmtpAuthDisabledForMailbox), MailProtocol.Smtp, Problems.SmtpAuthDisabledForMailbox.Code },
        { nameof(TokenRejection.SecurityDefaults), MailProtocol.Smtp, Problems.LoginBlockedByPolicy.Code },
        { nameof(TokenRejection.BlockedByPolicy), MailProtocol.Smtp, Problems.LoginBlockedByPolicy.Code },
        { nameof(TokenRejection.ImapDisabled), MailProtocol.Imap, Problems.ImapNotEnabled.Code },
        { nameof(TokenRejection.ImapDisabledForDomain), MailProtocol.Imap, Problems.ImapDisabledByAdministrator.Code },
        { nameof(TokenRejection.Pop3Disabled), MailProtocol.Pop3, Problems.Pop3NotEnabled.Code },
        { nameof(TokenRejection.Pop3DisabledForDomain), MailProtocol.Pop3, Problems.Pop3DisabledByAdministrator.Code },
        { nameof(TokenRejection.BrowserSignInNeeded), MailProtocol.Smtp, Problems.BrowserSignInNeeded.Code },
        { nameof(TokenRejection.BrowserSignInNeeded), MailProtocol.Imap, Problems.BrowserSignInNeeded.Code },
        { nameof(TokenRejection.BrowserSignInNeeded), MailProtocol.Pop3, Problems.BrowserSignInNeeded.Code },
        { nameof(TokenRejection.Throttled), MailProtocol.Smtp, Problems.ServerThrottles.Code },
        { nameof(TokenRejection.Throttled), MailProtocol.Imap, Problems.ServerThrottles.Code },
        { nameof(TokenRejection.Throttled), MailProtocol.Pop3, Problems.ServerThrottles.Code },
    };

    [Theory]
    [MemberData(nameof(Rejections))]
    public async Task Rejection_in_a_providers_words_is_diagnosed_by_its_cause(string name, MailProtocol protocol, string code)
    {
        _fixture.Server(protocol).Faults.RejectAllTokens(Create(name, protocol));
        var report = await _fixture.TestAsync(protocol);
        Assert.Equal(code, report.Problem?.Code);
        Assert.Equal(code, report.Diagnosis?.Causes[0].Problem.Code);
    }

    [Fact]
    public void Every_rejection_with_a_name_is_tested()
    {
        var names = typeof(TokenRejection).GetMembers()
            .Where(member => member is System.Reflection.PropertyInfo { GetMethod.IsStatic: true }
                or System.Reflection.MethodInfo { IsStatic: true, IsSpecialName: false })
            .Select(member => member.Name);
        Assert.Equal(names.Order(), Rejections.Select(row => (string)row[0]).Distinct().Order());
    }

    private static TokenRejection Create(string name, MailProtocol protocol) =>
        (TokenRejection)(typeof(TokenRejection).GetProperty(name)?.GetValue(null)
            ?? typeof(TokenRejection).GetMethod(name)!.Invoke(null, [protocol]))!;
}
