using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.Wire;

public sealed class ClockDriverTests
{
    [Fact]
    public async Task Driver_advances_to_the_time_limit_that_starts_meanwhile()
    {
        var clock = new ManualTimeProvider();
        var limit = TimeSpan.FromSeconds(30);
        using var whole = new CancellationTokenSource(TimeSpan.FromMinutes(2), clock);
        CancellationTokenSource? request = null;
        int CountStuck()
        {
            request ??= new CancellationTokenSource(limit, clock);
            return 1;
        }

        Assert.Equal(
            limit,
            await new ClockDriver(clock).UntilAsync(
                () => request is { IsCancellationRequested: true } || whole.IsCancellationRequested, CountStuck));
        request!.Dispose();
    }
}
