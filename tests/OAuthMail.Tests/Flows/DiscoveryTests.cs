using OAuthMail.Testing;


namespace OAuthMail.Tests.Flows;

public class DiscoveryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_with_a_page_for_every_address_is_asked_by_the_other_rule(bool redirects)
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.Faults.Discovery.Next(redirects ? ServerFault.Redirect(new Uri("https://id.example/login")) : ServerFault.Html());
        Assert.Equal(
            world.Server.TokenEndpoint, (await AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http)).TokenEndpoint);
    }

    [Fact]
    public async Task A_redirect_of_metadata_gives_no_secret_away()
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.Faults.Discovery.Always(ServerFault.Redirect(new Uri("https://id.example/login")));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(
            () => AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http));
        Assert.Equal(Problems.MetadataInvalid, failure.Problem);
    }

    [Fact]
    public async Task A_server_that_cannot_answer_now_has_metadata_later()
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.Faults.Discovery.Always(ServerFault.Status(503));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(
            () => AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http));
        Assert.Equal(Problems.AuthorizationServerBusy, failure.Problem);
    }
}
