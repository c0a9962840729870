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

    [Theory]
    [InlineData("""["client_secret_post","client_secret_basic"]""", ClientSecretPlacement.Form)]
    [InlineData("""["client_secret_basic","private_key_jwt"]""", ClientSecretPlacement.Header)]
    [InlineData("""["client_secret_jwt", 7]""", ClientSecretPlacement.Form)]
    [InlineData(null, ClientSecretPlacement.Header)]
    public async Task Supported_authentication_methods_survive_into_the_account(string? methods, ClientSecretPlacement expected)
    {
        await using var world = await TestWorld.StartAsync();
        const string member = "token_endpoint_auth_methods_supported";
        world.Server.Faults.Discovery.Next(methods is null ? ServerFault.WithoutMember(member) : ServerFault.Member(member, methods));
        var server = await AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http);

        var account = world.CreateAccount("robot", OAuthFlow.ClientCredentials, options =>
        {
            options.UseServer(server);
            (options.ClientId, options.ClientSecret) = ("robot", "secret");
        });

        Assert.Equal(expected, Assert.IsType<ClientSecret>(account.Outgoing.Client.Credential).Placement);
    }

    [Theory]
    [InlineData("""["RS256","ES256"]""", "RS256")]
    [InlineData("""["RS256","PS256"]""", "PS256")]
    [InlineData("""["HS256"]""", "PS256")]
    public async Task Supported_algorithms_survive_into_the_account(string algorithms, string expected)
    {
        using var folder = new TemporaryFolder();
        await using var world = await TestWorld.StartAsync();
        using var certificate = Credentials.Certificates.Create("service", world.Clock.GetUtcNow().AddDays(30));
        Credentials.Certificates.Write(folder["service.pfx"], certificate);
        world.Server.Faults.Discovery.Next(ServerFault.Member("token_endpoint_auth_signing_alg_values_supported", algorithms));
        var server = await AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http);

        var account = world.CreateAccount("robot", OAuthFlow.ClientCredentials, options =>
        {
            options.UseServer(server);
            options.ClientId = "robot";
            options.Certificate = new CertificateOptions { File = folder["service.pfx"] };
        });

        Assert.StartsWith($"PrivateKeyJwt {expected} ", account.Outgoing.Client.Credential.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assertion_audience_and_device_grant_type_survive_into_the_account()
    {
        await using var world = await TestWorld.StartAsync();
        var server = await AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http);
        (server.AssertionAudience, server.DeviceGrantType) = ("https://audience.example", "urn:example:device");

        var account = world.CreatePerson("alice", configure: options => options.UseServer(server));

        Assert.Equal("https://audience.example", account.Incoming.Server.AssertionAudience);
        Assert.Equal("urn:example:device", account.Incoming.Server.DeviceGrantType);
        account = world.CreatePerson("bob", configure: options => options.AssertionAudience = "https://other.example");
        Assert.Equal("https://other.example", account.Incoming.Server.AssertionAudience);
    }
}
