namespace OAuthMail.Tests.ConnectionTest;

/// <summary>What the other protocols did takes part in the causes of a rejected login.</summary>
public class ReportComparisonTests : IClassFixture<ConnectionFixture>
{
    private readonly ConnectionFixture _fixture;

    public ReportComparisonTests(ConnectionFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    [Theory]
    [InlineData(MailProtocol.Smtp, "smtp-not-enabled")]
    [InlineData(MailProtocol.Imap, "imap-not-enabled")]
    [InlineData(MailProtocol.Pop3, "pop3-not-enabled")]
    public async Task Login_that_only_one_protocol_rejects_is_a_setting_of_the_protocol(MailProtocol protocol, string code)
    {
        _fixture.Server(protocol).Faults.RejectAllTokens();
        var reports = ConnectionReport.Compare(await TestAllAsync());

        var failed = reports.Single(report => report.Protocol == protocol);
        Assert.Equal(code, failed.Problem!.Code);
        Assert.Equal(failed.Problem, failed.Diagnosis!.Causes[0].Problem);
        Assert.Contains(failed.Diagnosis.Causes, cause => cause.Problem == Problems.TokenRefused);
        Assert.Contains(failed.Diagnosis.Excluded, text => text.Contains("accepted a login of the same account"));
        Assert.DoesNotContain(failed.Diagnosis.NextSteps, step => step.Contains("with the same account"));
        Assert.All(reports.Where(report => report.Protocol != protocol), report => Assert.Null(report.Problem));
    }

    [Fact]
    public async Task Login_that_all_protocols_reject_is_the_token()
    {
        foreach (var protocol in Protocols) _fixture.Server(protocol).Faults.RejectAllTokens();
        var reports = ConnectionReport.Compare(await TestAllAsync());

        Assert.All(reports, report =>
        {
            Assert.Equal(Problems.TokenRefused, report.Problem);
            Assert.EndsWith("-not-enabled", report.Diagnosis!.Causes[^1].Problem.Code);
            Assert.Contains(report.Diagnosis.Excluded, text => text.StartsWith("A setting of a single protocol", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Login_with_another_registration_says_nothing_about_the_token()
    {
        _fixture.Host.Imap.Faults.RejectAllTokens();
        var account = _fixture.Account(change: options => options.Incoming = new OAuthClientOptions { ClientId = "incoming" });
        var tester = new ConnectionTester(_fixture.TesterOptions);
        var reports = new List<ConnectionReport>();
        foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap })
        {
            reports.Add(await tester.TestAsync(account, protocol, new TokenQueue(_fixture.NewToken())));
        }

        Assert.Null(reports[0].Problem);
        Assert.Same(reports[1], ConnectionReport.Compare(reports)[1]);
        Assert.Equal(Problems.TokenRefused, reports[1].Problem);
    }

    [Fact]
    public async Task Single_report_is_not_changed()
    {
        _fixture.Host.Imap.Faults.RejectAllTokens();
        var report = await _fixture.TestAsync(MailProtocol.Imap);
        Assert.Same(report, ConnectionReport.Compare([report])[0]);
    }

    private static MailProtocol[] Protocols => [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3];

    private async Task<List<ConnectionReport>> TestAllAsync()
    {
        var reports = new List<ConnectionReport>();
        foreach (var protocol in Protocols) reports.Add(await _fixture.TestAsync(protocol));
        return reports;
    }
}
