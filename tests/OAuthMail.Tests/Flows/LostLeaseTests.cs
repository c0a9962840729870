using OAuthMail.Storage;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Flows;

public class LostLeaseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refresh_token_is_not_presented_again_after_its_lease_was_lost(bool isLost)
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.AddClient(TestClient.Native("desktop"));
        world.Server.Faults.Token.Next(ServerFault.Error("temporarily_unavailable", "Later.", 503));
        var flow = new RefreshTokenFlow(
            new AuthorizationServer(world.Server.TokenEndpoint), new ClientRegistration("desktop"), ["mail"], "alice", world.Http,
            new FlowOptions { TimeProvider = world.Clock });
        using var lost = new CancellationTokenSource();
        var context = new TokenSourceContext(default, new TokenRecord { RefreshToken = "unknown" }) { LeaseLost = lost.Token };
        var requesting = flow.RequestTokenAsync(context, CancellationToken.None).AsTask();
        while (world.Clock.TimeToNextTimer is not { } wait || wait > TimeSpan.FromSeconds(15)) await Task.Yield();
        if (isLost) await lost.CancelAsync();
        await Retries.PassAsync(world.Clock, requesting);
        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(() => requesting);
        Assert.Equal(isLost, failure.Problem == Problems.TokenLeaseLost);
        Assert.Equal(isLost ? 1 : 2, world.Server.Requests.Token.Count);
    }
}
