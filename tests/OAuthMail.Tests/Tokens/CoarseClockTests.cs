using OAuthMail.Testing;
using OAuthMail.Tokens;

namespace OAuthMail.Tests.Tokens;

public sealed class CoarseClockTests
{
    [Fact]
    public void Custom_clock_is_read_every_time()
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
    public void System_clock_is_followed()
    {
        var coarse = new CoarseClock(TimeProvider.System);
        var end = DateTime.UtcNow.AddMilliseconds(200);
        do
        {
            // The thread may have been suspended between the two readings. A cached reading that is too old is earlier than the first one.
            var before = DateTime.UtcNow.Ticks;
            var returned = coarse.GetUtcTicks();
            var after = DateTime.UtcNow.Ticks;
            Assert.InRange(returned, before - TimeSpan.FromMilliseconds(50).Ticks, after + TimeSpan.FromMilliseconds(50).Ticks);
        }
        while (DateTime.UtcNow < end);
    }
}
