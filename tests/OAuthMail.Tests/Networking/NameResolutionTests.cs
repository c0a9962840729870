using OAuthMail.Compatibility;

namespace OAuthMail.Tests.Networking;

public class NameResolutionTests
{
    [Fact]
    public async Task Name_resolution_can_be_canceled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Names.ResolveAsync("mail.invalid", TimeProvider.System, new CancellationToken(canceled: true)));
}
