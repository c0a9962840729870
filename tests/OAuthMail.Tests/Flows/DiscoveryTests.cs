using OAuthMail.Testing;

namespace OAuthMail.Tests.Flows;

public class DiscoveryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Second_url_is_requested_if_the_first_returns_a_page_or_a_redirect(bool redirects)
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.Faults.Discovery.Next(redirects ? ServerFault.Redirect(new Uri("https://id.example/login")) : ServerFault.Html());
        Assert.Equal(
            world.Server.TokenEndpoint, (await AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http)).TokenEndpoint);
    }

    [Fact]
    public async Task Redirect_of_a_metadata_request_is_not_reported_as_a_leaked_credential()
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.Faults.Discovery.Always(ServerFault.Redirect(new Uri("https://id.example/login")));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(
            () => AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http));
        Assert.Equal(Problems.MetadataInvalid, failure.Problem);
    }

    [Fact]
    public async Task Transient_error_of_a_metadata_request_is_reported_as_a_busy_server()
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.Faults.Discovery.Always(ServerFault.Status(503));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(
            () => AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http));
        Assert.Equal(Problems.AuthorizationServerBusy, failure.Problem);
    }
}
