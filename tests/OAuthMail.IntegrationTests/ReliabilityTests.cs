using OAuthMail.IntegrationTests.Servers;
using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Runs;

namespace OAuthMail.IntegrationTests;

/// <summary>
/// Short forms of the runs in docs/reliability.md, with a provider that revokes all tokens after the second use of a refresh token.
/// </summary>
public sealed class ReliabilityTests
{
    [ProviderFact]
    public async Task Processes_with_a_shared_account_use_each_refresh_token_once()
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
        Assert.Empty(report.Violations);
    }

    [ProviderFact]
    public async Task Killed_process_loses_only_an_unwritten_response()
    {
        await using var authority = await ProviderAuthority.StartAsync(shortTokens: false);
        var report = await new KillRun { Authority = authority, Host = typeof(ReliabilityTests).Assembly, Times = 30 }.RunAsync();
        Assert.Equal(report.Unwritten, report.SignIns);
        Assert.True(report.Renewals > report.Kills);
    }
}
