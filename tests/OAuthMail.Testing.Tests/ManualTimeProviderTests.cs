namespace OAuthMail.Testing.Tests;

public sealed class ManualTimeProviderTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Setting_the_clock_changes_the_time_and_runs_no_timers(int hours)
    {
        var clock = new ManualTimeProvider();
        var begun = clock.GetTimestamp();
        clock.Advance(TimeSpan.FromSeconds(5));
        var now = clock.GetUtcNow();
        clock.Jump(now + TimeSpan.FromHours(hours));
        Assert.Equal(TimeSpan.FromHours(hours), clock.GetUtcNow() - now);
        Assert.Equal(TimeSpan.FromSeconds(5), clock.GetElapsedTime(begun));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(6), clock.GetElapsedTime(begun));
    }
}
