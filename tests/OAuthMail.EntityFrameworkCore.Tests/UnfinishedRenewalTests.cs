using OAuthMail.EntityFrameworkCore.Tokens;
using OAuthMail.Testing;

namespace OAuthMail.EntityFrameworkCore.Tests;

public class UnfinishedRenewalTests
{
    private static readonly TokenKey Key = new("account-1");

    private readonly ManualTimeProvider _clock = new();
    private readonly Guid _renewal = Guid.NewGuid();

    [Fact]
    public void Renewal_is_disregarded_when_it_was_seen_for_the_waiting_time()
    {
        var unfinished = new UnfinishedRenewals(_clock, TimeSpan.FromSeconds(10));
        for (var second = 0; second < 10; second++)
        {
            Assert.False(unfinished.Look(Key, _renewal));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(unfinished.Look(Key, _renewal));
    }

    [Fact]
    public void Time_during_which_nobody_looked_does_not_count()
    {
        var unfinished = new UnfinishedRenewals(_clock, TimeSpan.FromSeconds(10));
        Assert.False(unfinished.Look(Key, _renewal));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(unfinished.Look(Key, _renewal));
    }

    [Fact]
    public void Another_renewal_and_a_failure_of_the_database_begin_anew()
    {
        var unfinished = new UnfinishedRenewals(_clock, TimeSpan.FromSeconds(4));
        unfinished.Look(Key, _renewal);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(unfinished.Look(Key, Guid.NewGuid()));
        _clock.Advance(TimeSpan.FromSeconds(4));
        unfinished.Forget(Key);
        Assert.False(unfinished.Look(Key, _renewal));
    }
}
