using OAuthMail.Testing;
using OAuthMail.Tokens;

namespace OAuthMail.Tests.Tokens;

public sealed class CoarseClockTests
{
    [Fact]
    public void A_clock_of_ones_own_is_read_every_time()
    {
        var clock = new ManualTimeProvider();
        var coarse = new CoarseClock(clock);
        Assert.Equal(clock.GetUtcNow().UtcTicks, coarse.GetUtcTicks());

        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(clock.GetUtcNow().UtcTicks, coarse.GetUtcTicks());
        clock.Jump(clock.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.Equal(clock.GetUtcNow().UtcTicks, coarse.GetUtcTicks());
    }

    [Fact]
    public void The_systems_clock_is_followed_for_as_long_as_it_is_asked()
    {
        var coarse = new CoarseClock(TimeProvider.System);
        var end = DateTime.UtcNow.AddMilliseconds(200);
        do
        {
            // Between these two the thread may have waited for a processor; a reading that is used for too long is behind the first.
            var before = DateTime.UtcNow.Ticks;
            var told = coarse.GetUtcTicks();
            var after = DateTime.UtcNow.Ticks;
            Assert.InRange(told, before - TimeSpan.FromMilliseconds(50).Ticks, after + TimeSpan.FromMilliseconds(50).Ticks);
        }
        while (DateTime.UtcNow < end);
    }
}
