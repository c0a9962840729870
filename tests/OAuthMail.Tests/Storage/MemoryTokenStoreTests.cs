using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

public class MemoryTokenStoreTests : TokenStoreContract
{
    protected override ITokenStore Store { get; } = new MemoryTokenStore();

    protected override ITokenStore OpenWithClock() => new MemoryTokenStore(Clock, TimeSpan.FromSeconds(10));

    [Fact]
    public void Lease_time_out_that_is_not_positive_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryTokenStore(leaseTimeout: TimeSpan.Zero));
}
