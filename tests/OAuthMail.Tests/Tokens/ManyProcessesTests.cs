using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Runs;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Tokens;

/// <summary>
/// Short versions of the runs in docs/reliability.md, with the authorization server of OAuthMail.Testing and the build of the core
/// under test.
/// </summary>
public sealed class ManyProcessesTests
{
    [Fact]
    public async Task Processes_that_share_an_account_send_each_refresh_token_once()
    {
        await using var authority = await TestAuthority.StartAsync(RefreshTokenRotation.OneTime, TimeSpan.FromSeconds(1));
        var run = new RotationRun
        {
            Authority = authority,
            Host = typeof(ManyProcessesTests).Assembly,
            Processes = 4,
            Threads = 8,
            Seconds = 4,
        };
        var report = await run.RunAsync();
        Assert.Empty(report.Violations);
    }

    [Fact]
    public async Task Killed_process_loses_only_a_response_that_was_not_yet_written()
    {
        await using var authority = await TestAuthority.StartAsync(RefreshTokenRotation.OneTime, TimeSpan.FromHours(1));
        var report = await new KillRun { Authority = authority, Host = typeof(ManyProcessesTests).Assembly, Times = 8 }.RunAsync();
        Assert.Equal(report.Unwritten, report.SignIns);
        Assert.True(report.Renewals > report.Kills);
    }

    [Theory]
    [InlineData(RefreshTokenRotation.Rolling, 0)]
    [InlineData(RefreshTokenRotation.OneTime, 60)]
    public async Task Killed_process_loses_nothing_if_the_server_accepts_a_refresh_token_twice(RefreshTokenRotation rotation, int grace)
    {
        await using var authority = await TestAuthority.StartAsync(rotation, TimeSpan.FromHours(1), TimeSpan.FromSeconds(grace));
        var report = await new KillRun { Authority = authority, Host = typeof(ManyProcessesTests).Assembly, Times = 4 }.RunAsync();
        Assert.Equal(0, report.SignIns);
        Assert.True(report.Renewals > report.Kills);
    }
}
