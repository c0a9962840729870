using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

public class MemoryTokenStoreTests : StoreContractTests
{
    private MemoryTokenStore? _opened;

    protected override ITokenStore Store { get; } = new MemoryTokenStore();

    protected override ITokenStore OpenWithClock() => new MemoryTokenStore(Clock, TimeSpan.FromSeconds(10));

    // Two instances have nothing in common.
    protected override ITokenStore Open(TimeSpan leaseTimeout) => _opened ??= new MemoryTokenStore(leaseTimeout: leaseTimeout);

    [Fact]
    public void Lease_time_out_that_is_not_positive_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryTokenStore(leaseTimeout: TimeSpan.Zero));
}
