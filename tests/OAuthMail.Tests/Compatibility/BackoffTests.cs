using OAuthMail.Compatibility;

namespace OAuthMail.Tests.Compatibility;

public sealed class BackoffTests
{
    [Fact]
    public void Exponential_delay_doubles_up_to_the_maximum()
    {
        var backoff = Backoff.Exponential(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(1, 5).Select(attempt => backoff.Delay(attempt).TotalSeconds));
    }

    [Fact]
    public void Initial_delay_never_exceeds_the_maximum() =>
        Assert.Equal(
            TimeSpan.FromSeconds(2), Backoff.Exponential(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)).Delay(1));

    [Fact]
    public void Constant_delay_stays_the_same()
    {
        var backoff = Backoff.Constant(TimeSpan.FromMinutes(15));
        Assert.Equal(TimeSpan.FromMinutes(15), backoff.Delay(1));
        Assert.Equal(TimeSpan.FromMinutes(15), backoff.Delay(100));
    }

    [Theory]
    [InlineData(0.0, 1.5)]
    [InlineData(0.5, 2.0)]
    [InlineData(1.0, 2.5)]
    public void Jitter_multiplies_the_delay_after_the_maximum_is_applied(double random, double seconds)
    {
        var backoff = Backoff.Exponential(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)).WithJitter(0.75, 1.25, () => random);
        Assert.Equal(TimeSpan.FromSeconds(seconds), backoff.Delay(7));
    }

    [Fact]
    public void Default_jitter_stays_between_the_factors()
    {
        var backoff = Backoff.Constant(TimeSpan.FromSeconds(1)).WithJitter(0.5, 1.5);
        Assert.All(Enumerable.Range(1, 1000), attempt => Assert.InRange(backoff.Delay(attempt).TotalSeconds, 0.5, 1.5));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    [InlineData(int.MaxValue)]
    public void Many_attempts_do_not_overflow(int attempt)
    {
        Assert.Equal(TimeSpan.FromHours(1), Backoff.Exponential(TimeSpan.FromTicks(1), TimeSpan.FromHours(1)).Delay(attempt));
        var unlimited = Backoff.Exponential(TimeSpan.FromSeconds(1), TimeSpan.MaxValue).WithJitter(0.5, 1.5, () => 1);
        Assert.Equal(TimeSpan.MaxValue, unlimited.Delay(attempt));
    }
}
