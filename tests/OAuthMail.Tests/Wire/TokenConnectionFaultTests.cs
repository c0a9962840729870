using System.Net;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;
using OAuthMail.Tests.Storage;

namespace OAuthMail.Tests.Wire;

/// <summary>
/// Tests faults of the connection to the authorization server below HTTP. Each request fails with the expected problem within the
/// time-out, and later requests succeed.
/// </summary>
public sealed class TokenConnectionFaultTests
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The maximum delay between two attempts.</summary>
    private static readonly TimeSpan MaximumPause = TimeSpan.FromSeconds(10);

    public static TheoryData<TokenPath, WireFault> Faults
    {
        get
        {
            var data = new TheoryData<TokenPath, WireFault>();
            foreach (var path in Enum.GetValues<TokenPath>())
            {
                foreach (
                    var fault in new[]
                    {
                        WireFault.Drip,
                        WireFault.Silence,
                        WireFault.Garbage,
                        WireFault.ClearText,
                        WireFault.HalfClose,
                        WireFault.Close,
                        WireFault.Reset,
                    })
                {
                    data.Add(path, fault);
                }
            }

            return data;
        }
    }

    public static TheoryData<TokenPath> Paths => [.. Enum.GetValues<TokenPath>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Connection_fault_fails_the_request_and_later_requests_succeed(TokenPath path, WireFault fault)
    {
        await using var world = await TestWorld.StartAsync();
        await using var relay = new FaultRelay(EndpointOf(world), world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
        var call = await TokenCall.PrepareAsync(world, http.Http, path);

        relay.Fault = fault;
        var failure = await FailAsync(world, call, path, hasReached: true, http, () => relay.Stuck);
        if (fault is WireFault.Garbage or WireFault.ClearText)
        {
            Assert.Contains("the TLS handshake failed, so that nothing was sent", failure.Message, StringComparison.Ordinal);
        }
        if (fault == WireFault.Drip) Assert.True(relay.Dripped > 0);

        relay.Fault = WireFault.None;
        await RecoverAsync(world, call);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Unreachable_server_is_retried_and_later_found(TokenPath path)
    {
        await using var world = await TestWorld.StartAsync();
        await using var relay = new FaultRelay(EndpointOf(world), world.Clock, isListening: false);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
        var call = await TokenCall.PrepareAsync(world, http.Http, path);
        await FailAsync(world, call, path, hasReached: false, http);

        relay.Listen();
        await RecoverAsync(world, call);
    }

    [FactOnLinux]
    public async Task Server_that_accepts_no_connections_times_out()
    {
        await using var world = await TestWorld.StartAsync();
        await using var full = await FullBacklog.CreateAsync();
        await using var relay = new FaultRelay(EndpointOf(world), world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
        var call = await TokenCall.PrepareAsync(world, http.Http, TokenPath.ClientCredentials);
        http.Destination = full.Endpoint;
        await FailAsync(world, call, TokenPath.ClientCredentials, hasReached: true, http, () => http.ConnectionAttempts);

        http.Destination = relay.Endpoint;
        await RecoverAsync(world, call);
    }

    [Theory]
    [InlineData("untrusted")]
    [InlineData("name")]
    [InlineData("expired")]
    public async Task Wrong_certificate_receives_no_request(string fault)
    {
        await using var world = await TestWorld.StartAsync();
        using var stranger = new TestCertificateAuthority();
        using var certificate = fault switch
        {
            "untrusted" => stranger.IssueServerCertificate(["127.0.0.1", "localhost"]),
            "name" => world.Host.CertificateAuthority.IssueServerCertificate(["portal.example"]),
            _ => world.Host.CertificateAuthority.IssueServerCertificate(
                ["127.0.0.1", "localhost"], DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(-1)),
        };
        await using var portal = new RawHttpServer(certificate, RawHttpServer.Page(200));
        await using var relay = new FaultRelay(portal.Endpoint, world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
        var call = await TokenCall.PrepareAsync(world, http.Http, TokenPath.ClientCredentials);
        var failure = await FailAsync(world, call, TokenPath.ClientCredentials, hasReached: true, http);
        Assert.Contains("A captive portal or a proxy may have responded", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, portal.Requests);

        relay.Target = EndpointOf(world);
        await RecoverAsync(world, call);
    }

    /// <summary>A pooled connection can be dead without notice, for example after a router has dropped its state.</summary>
    [Fact]
    public async Task Dead_pooled_connection_costs_one_attempt()
    {
        await using var world = await TestWorld.StartAsync();
        await using var relay = new FaultRelay(EndpointOf(world), world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay, keepsConnections: true);
        var call = await TokenCall.PrepareAsync(world, http.Http, TokenPath.ClientCredentials);
        await call.RunAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));

        relay.Fault = WireFault.Silence;
        var driver = new ClockDriver(world.Clock);
        var asking = call.RunAsync();
        await driver.UntilAsync(() => relay.Stuck == 1);
        relay.Fault = WireFault.None;
        Assert.True(await driver.EndAsync(asking, () => relay.Stuck) <= MaximumDuration(2));
        await asking;
        Assert.Equal(2, relay.Connections);
    }

    [Theory]
    [InlineData(WireFault.HalfClose)]
    [InlineData(WireFault.Close)]
    [InlineData(WireFault.Reset)]
    public async Task Closed_pooled_connection_is_replaced(WireFault fault)
    {
        await using var world = await TestWorld.StartAsync();
        await using var relay = new FaultRelay(EndpointOf(world), world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay, keepsConnections: true);
        var call = await TokenCall.PrepareAsync(world, http.Http, TokenPath.ClientCredentials);
        await call.RunAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        relay.Fault = fault;
        relay.Fault = WireFault.None;

        var asking = call.RunAsync();
        await new ClockDriver(world.Clock).EndAsync(asking);
        await asking;
        Assert.Equal(2, relay.Connections);
    }

    [Theory]
    [InlineData(WireFault.Silence, 75)]
    [InlineData(WireFault.Reset, 15)]
    [InlineData(WireFault.Garbage, 15)]
    public async Task Device_polling_continues_after_a_fault_with_longer_intervals(WireFault fault, int seconds)
    {
        await using var world = await TestWorld.StartAsync();
        await using var relay = new FaultRelay(EndpointOf(world), world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
        var account = world.CreatePerson("alice", OAuthFlow.DeviceCode);

        // The login check would take time that the driver of the clock counts.
        var signIn = new MailSignIn(account, world.Tokens, http.Http, new SignInOptions { CheckByLogin = false });
        var begun = await signIn.BeginWithDeviceCodeAsync();
        relay.Fault = fault;
        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id);

        // Polls follow after 5, 10 and 20 seconds.
        var pause = TimeSpan.FromSeconds(20);
        var took = await new ClockDriver(world.Clock)
            .UntilAsync(() => http.ConnectionAttempts == 3 && world.Clock.TimeToNextTimer == pause, () => relay.Stuck);
        Assert.Equal(seconds, took.TotalSeconds);
        Assert.Empty(world.Server.Requests.Token);

        world.Server.ApproveDevice(begun.UserCode, account.Address);
        relay.Fault = WireFault.None;
        Assert.Equal(pause, await new ClockDriver(world.Clock, pause).EndAsync(completing));
        await completing;
        Assert.Single(world.Server.Requests.Token);
    }

    private static IPEndPoint EndpointOf(TestWorld world) => new(IPAddress.Loopback, world.Server.TokenEndpoint.Port);

    private static TimeSpan MaximumDuration(int attempts) => attempts * RequestTimeout + (attempts - 1) * MaximumPause;

    private static async Task<OAuthMailException> FailAsync(
        TestWorld world, TokenCall call, TokenPath path, bool hasReached, RelayedHttp http, Func<int>? stuck = null)
    {
        var attempts = TokenCall.Attempts(path, hasReached);
        var before = http.ConnectionAttempts;
        var asking = call.RunAsync();

        // The whole renewal also has a time-out, which can expire during the last attempt.
        var took = await new ClockDriver(world.Clock, TimeSpan.FromSeconds(5)).EndAsync(asking, stuck);
        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(() => asking);
        Assert.Equal(Problems.AuthorizationServerUnreachable, failure.Problem);
        Assert.True(took <= MaximumDuration(attempts), $"The call took {took}.");
        Assert.Equal(attempts, http.ConnectionAttempts - before);
        return failure;
    }

    /// <summary>A failure is remembered for some time, which limits the requests to an unavailable server.</summary>
    private static async Task RecoverAsync(TestWorld world, TokenCall call)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await call.RunAsync();
    }
}
