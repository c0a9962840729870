using System.Net;
using System.Net.Sockets;
using System.Text;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Flows;

public class HostileAnswerTests
{
    public static TheoryData<string, string> Answers => new()
    {
        { "html", "authorization-server-intercepted" },
        { "truncated", "token-answer-invalid" },
        { "oversized", "token-answer-invalid" },
        { "token-type", "token-answer-invalid" },
        { "no-token", "token-answer-invalid" },
        { "expired", "token-answer-invalid" },
        { "redirect-302", "authorization-server-intercepted" },
        { "redirect-307", "authorization-server-intercepted" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Invalid_response_is_refused_without_a_retry(string kind, string code)
    {
        await using var world = await StartAsync();
        world.Server.Faults.Token.Always(kind switch
        {
            "html" => ServerFault.Html(200),
            "truncated" => ServerFault.TruncatedJson(),
            "oversized" => ServerFault.Oversized(1_000_000),
            "token-type" => ServerFault.Member("token_type", "\"mac\""),
            "no-token" => ServerFault.WithoutMember("access_token"),
            "expired" => ServerFault.Member("expires_in", "0"),
            "redirect-302" => ServerFault.Redirect(new Uri("https://elsewhere.example/?client_secret=x"), 302),
            _ => ServerFault.Redirect(new Uri("https://elsewhere.example/"), 307),
        });

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await TokensOf(world).GetAccessTokenAsync());

        Assert.Equal(code, failure.Code);
        Assert.Single(world.Server.Requests.Token);
        Assert.DoesNotContain("SECRETVALUE", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("client_secret=x", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"3600\"", 3600)]
    [InlineData("\"3599.9\"", 3599.9)]
    [InlineData("3600.0", 3600)]
    [InlineData("null", 3600)]
    [InlineData("\"soon\"", 3600)]
    [InlineData("1e300", 315360000)]
    public async Task Lifetime_is_read_in_every_known_form(string json, double seconds)
    {
        await using var world = await StartAsync();
        world.Server.Faults.Token.Next(ServerFault.Member("expires_in", json));
        var token = await TokensOf(world).GetAccessTokenAsync();
        Assert.Equal(seconds, token.Lifetime.TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Transient_error_is_retried(int status)
    {
        await using var world = await StartAsync();
        world.Server.Faults.Token.Next(ServerFault.Status(status), times: 2);
        var asking = TokensOf(world).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(world.Clock, asking);
        await asking;
        Assert.Equal(3, world.Server.Requests.Token.Count);
    }

    [Fact]
    public async Task Retry_after_is_respected()
    {
        await using var world = await StartAsync();
        var start = world.Clock.GetUtcNow();
        world.Server.Faults.Token.Next(ServerFault.Status(429, TimeSpan.FromSeconds(7)));
        world.Server.Faults.Token.Next(ServerFault.Status(503, start.AddSeconds(10)));
        var asking = TokensOf(world).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(world.Clock, asking);
        await asking;
        Assert.InRange((world.Server.Requests.Token[1].Time - start).TotalSeconds, 7, 8);
        Assert.InRange((world.Server.Requests.Token[2].Time - start).TotalSeconds, 9, 11);
    }

    [Fact]
    public async Task Long_retry_after_fails_the_request_and_pauses_further_requests()
    {
        await using var world = await StartAsync();
        world.Server.Faults.Token.Next(ServerFault.Status(429, TimeSpan.FromMinutes(1)));
        var tokens = TokensOf(world);
        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
            Assert.Equal(TimeSpan.FromMinutes(1), failure.RetryAfter);
        }

        Assert.Single(world.Server.Requests.Token);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await tokens.GetAccessTokenAsync();
    }

    [Fact]
    public async Task Lost_connection_is_retried()
    {
        await using var world = await StartAsync();
        world.Server.Faults.Token.Next(ServerFault.CutConnection(ConnectionCut.BeforeHandling));
        world.Server.Faults.Token.Next(ServerFault.CutConnection(ConnectionCut.InsideAnswer));
        var asking = TokensOf(world).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(world.Clock, asking);
        await asking;
    }

    [Fact]
    public async Task Silent_server_causes_a_time_out()
    {
        await using var world = await StartAsync();
        var gate = new FaultGate();
        world.Server.Faults.Token.Always(ServerFault.Hold(gate));
        var flow = FlowOf(world, new FlowOptions { TimeProvider = world.Clock, MaximumAttempts = 1 });
        var asking = world.Tokens.From(flow).GetAccessTokenAsync().AsTask();
        await gate.WaitForArrivalAsync(CancellationToken.None);
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => asking);
        Assert.Equal(Problems.AuthorizationServerUnreachable, failure.Problem);
        gate.Open();
    }

    [Fact]
    public async Task Client_that_follows_redirects_is_detected()
    {
        await using var world = await StartAsync();
        using var following = new HttpClient(new FollowingHandler());
        using var http = OAuthHttp.FromClientWithoutRedirects(following);
        var flow = new ClientCredentialsFlow(
            new AuthorizationServer(new Uri("https://login.example/token")), new ClientRegistration(
                "service", new ClientSecret("SECRETVALUE")), ["mail"], http);
        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await world.Tokens.From(flow).GetAccessTokenAsync());
        Assert.Equal(Problems.CredentialRedirected, failure.Problem);
        Assert.Contains("Replace the secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreachable_server_is_reported_to_the_operator()
    {
        await using var world = await StartAsync();
        var flow = new ClientCredentialsFlow(
            new AuthorizationServer(new Uri("https://127.0.0.1:1/token")), new ClientRegistration(
                "service", new ClientSecret("SECRETVALUE")), ["mail"], world.Http,
            new FlowOptions { TimeProvider = world.Clock });
        var asking = world.Tokens.From(flow).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(world.Clock, asking);
        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => asking);
        Assert.Equal(Problems.AuthorizationServerUnreachable, failure.Problem);
        Assert.Equal(Responsible.Operator, failure.Problem.Responsible);
    }

    [Fact]
    public async Task Connection_that_breaks_while_it_is_established_is_reported_as_unreachable()
    {
        await using var world = await StartAsync();
        using var client = new HttpClient(new TornHandler());
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        var flow = new ClientCredentialsFlow(
            new AuthorizationServer(world.Server.TokenEndpoint), new ClientRegistration(
                "service", new ClientSecret("SECRETVALUE")), ["mail"], http, new FlowOptions { TimeProvider = world.Clock });
        var asking = world.Tokens.From(flow).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(world.Clock, asking);
        Assert.Equal(Problems.AuthorizationServerUnreachable, (await Assert.ThrowsAsync<TokenRequestException>(() => asking)).Problem);
    }

    [Fact]
    public async Task Refresh_with_a_lost_response_is_retried_once()
    {
        await using var world = await TestWorld.StartAsync(
            options => options.Authorization.RefreshTokenRotation = RefreshTokenRotation.None);
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Server.Requests.Clear();
        world.Server.Faults.Token.Always(ServerFault.CutConnection(ConnectionCut.BeforeAnswer));
        var asking = world.TokensOf(account).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(world.Clock, asking);
        await Assert.ThrowsAsync<TokenRequestException>(() => asking);
        Assert.Equal(2, world.Server.Requests.Token.Count);
    }

    private static async Task<TestWorld> StartAsync()
    {
        var world = await TestWorld.StartAsync();
        world.Server.AddClient(TestClient.Confidential("service", "SECRETVALUE"));
        return world;
    }

    private static ClientCredentialsFlow FlowOf(TestWorld world, FlowOptions? options = null) => new(
        new AuthorizationServer(world.Server.TokenEndpoint), new ClientRegistration(
            "service", new ClientSecret("SECRETVALUE")), ["mail"], world.Http,
        options ?? new FlowOptions { TimeProvider = world.Clock });

    private static IAccessTokenProvider TokensOf(TestWorld world) => world.Tokens.From(FlowOf(world));

    /// <summary>Behaves like the system's handler when a connection breaks while it is established.</summary>
    private sealed class TornHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new SocketException((int)SocketError.NotConnected));
    }

    /// <summary>Behaves like a handler that follows redirects: the response belongs to another request.</summary>
    private sealed class FollowingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://elsewhere.example/"),
            Content = new StringContent(
                """{"access_token":"T","token_type":"Bearer","expires_in":3600}""", Encoding.UTF8, "application/json"),
        });
    }
}
