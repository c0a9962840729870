using OAuthMail.IntegrationTests.Servers;
using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Runs;

namespace OAuthMail.IntegrationTests;

/// <summary>The runs of docs/reliability.md in short, with a provider that takes the second use of a refresh token for theft.</summary>
public sealed class ReliabilityTests
{
    [ProviderFact]
    public async Task Processes_that_share_an_account_present_each_refresh_token_once()
    {
        await using var authority = await ProviderAuthority.StartAsync(shortTokens: true);
        var report = await new RotationRun
        {
            Authority = authority,
            Host = typeof(ReliabilityTests).Assembly,
            Processes = 8,
            Threads = 8,
            Seconds = 8,
        }.RunAsync();
        Assert.Empty(report.Flaws);
    }

    [ProviderFact]
    public async Task A_killed_process_loses_nothing_but_an_answer_that_it_had_not_written()
    {
        await using var authority = await ProviderAuthority.StartAsync(shortTokens: false);
        var report = await new KillRun { Authority = authority, Host = typeof(ReliabilityTests).Assembly, Times = 30 }.RunAsync();
        Assert.Equal(report.Unanswered, report.SignIns);
        Assert.True(report.Renewals > report.Kills);
    }
}
