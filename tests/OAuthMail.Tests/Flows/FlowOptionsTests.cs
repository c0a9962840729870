using OAuthMail.Testing;

namespace OAuthMail.Tests.Flows;

public class FlowOptionsTests
{
    public static TheoryData<string, Action<FlowOptions>> Mistakes => new()
    {
        { "TokenParameters:client_secret", o => o.TokenParameters["client_secret"] = "x" },
        { "TokenParameters:grant_type", o => o.TokenParameters["grant_type"] = "password" },
        { "TokenParameters:resource", o => o.TokenParameters["resource"] = null! },
        { "AuthorizationParameters:request_uri", o => o.AuthorizationParameters["request_uri"] = "https://elsewhere.example/" },
        { "AuthorizationParameters:state", o => o.AuthorizationParameters["state"] = "x" },
        { "RequestTimeout", o => o.RequestTimeout = Timeout.InfiniteTimeSpan },
        { "RequestTimeout", o => o.RequestTimeout = TimeSpan.MaxValue },
        { "MaximumAttempts", o => o.MaximumAttempts = 0 },
        { "MaximumRetryDelay", o => o.MaximumRetryDelay = TimeSpan.FromSeconds(-1) },
        { "TimeProvider", o => o.TimeProvider = null! },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Invalid_option_is_reported_when_a_flow_is_created(string option, Action<FlowOptions> spoil)
    {
        var options = new FlowOptions();
        spoil(options);
        using var http = OAuthHttp.Create();
        var server = new AuthorizationServer(new Uri("https://id.example/token"));
        var client = new ClientRegistration("id", new ClientSecret("secret"));
        Action[] builds =
        [
            () => _ = new ClientCredentialsFlow(server, client, [], http, options),
            () => _ = new RefreshTokenFlow(server, client, [], "alice", http, options),
            () => _ = new JwtBearerFlow(server, new ServiceAccountKey("robot@example.net", new NoSigner()), [], http, options),
        ];
        foreach (var build in builds)
        {
            Assert.Equal(option, Assert.Single(Assert.Throws<MailConfigurationException>(build).Errors).Option);
        }
    }

    [Fact]
    public async Task Short_maximum_retry_delay_shortens_delays_but_not_the_number_of_attempts()
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.AddClient(TestClient.Confidential("service", "secret"));
        world.Server.Faults.Token.Next(ServerFault.Status(503), times: 2);
        var flow = new ClientCredentialsFlow(
            new AuthorizationServer(world.Server.TokenEndpoint), new ClientRegistration(
                "service", new ClientSecret("secret")), ["mail"], world.Http,
            new FlowOptions { TimeProvider = world.Clock, MaximumRetryDelay = TimeSpan.FromMilliseconds(100) });

        var asking = world.Tokens.From(flow).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(world.Clock, asking);

        await asking;
        Assert.Equal(3, world.Server.Requests.Token.Count);
    }

    private sealed class NoSigner() : JwtSigner("RS256", "none")
    {
        public override ValueTask<byte[]> SignAsync(byte[] signingInput, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
