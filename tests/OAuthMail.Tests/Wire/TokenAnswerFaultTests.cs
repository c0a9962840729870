using System.Net;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.Wire;

/// <summary>
/// Tests invalid responses, also of other servers in place of the authorization server. The problem is reported, requests are
/// repeated only if that can help, and later requests succeed.
/// </summary>
public sealed class TokenAnswerFaultTests
{
    private const string Good = """{"access_token":"a-token","token_type":"Bearer","expires_in":3600}""";

    public static TheoryData<TokenPath> Paths => [.. Enum.GetValues<TokenPath>()];

    /// <summary>The response, the expected problem, and whether the request is repeated.</summary>
    public static TheoryData<string, string, bool> Answers => new()
    {
        { "a page", "authorization-server-intercepted", false },
        { "a large page", "authorization-server-intercepted", false },
        { "a page as JSON", "authorization-server-intercepted", false },
        { "511", "authorization-server-intercepted", false },
        { "302", "authorization-server-intercepted", false },
        { "307", "authorization-server-intercepted", false },
        { "302 at home", "credential-redirected", false },
        { "403 with a page", "token-answer-invalid", false },
        { "503 with a page", "authorization-server-busy", true },
        { "no HTTP", "authorization-server-unreachable", true },
        { "half of the JSON", "token-answer-invalid", false },
        { "less than announced", "authorization-server-unreachable", true },
        { "more than announced", "token-answer-invalid", false },
        { "without an end", "token-answer-invalid", false },
        { "a bomb", "token-answer-invalid", false },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Invalid_response_is_reported_and_later_requests_succeed(string kind, string code, bool isRepeated)
    {
        await using var world = await TestWorld.StartAsync();
        using var certificate = world.Host.CertificateAuthority.IssueServerCertificate(["127.0.0.1", "localhost"]);
        RawHttpServer? endless = null;
        await using var standIn = endless = new RawHttpServer(certificate, (stream, stop) => Answer(kind, endless!)(stream, stop));
        await using var relay = new FaultRelay(standIn.Endpoint, world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay, decompression: DecompressionMethods.All);
        foreach (var path in new[] { TokenPath.ClientCredentials, TokenPath.Refresh })
        {
            relay.Target = EndpointOf(world);
            var call = await TokenCall.PrepareAsync(world, http.Http, path);
            relay.Target = standIn.Endpoint;
            var before = standIn.Requests;
            var asking = call.RunAsync();
            await new ClockDriver(world.Clock).EndAsync(asking);
            var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(() => asking);
            Assert.Equal(code, failure.Code);
            Assert.Equal(isRepeated ? TokenCall.Attempts(path, hasReached: true) : 1, standIn.Requests - before);
            if (failure.Problem == Problems.AuthorizationServerIntercepted && kind != "511")
            {
                Assert.Contains("captive portal or a proxy", failure.Message, StringComparison.Ordinal);
            }
            Assert.DoesNotContain("hotel", failure.ToString(), StringComparison.Ordinal);

            relay.Target = EndpointOf(world);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await call.RunAsync();
        }

        // Only the data in the sockets' buffers was sent.
        Assert.True(standIn.Sent < 32 * 1024 * 1024, $"The server sent {standIn.Sent} octets.");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Captive_portal_is_reported_and_consumes_no_single_use_value(TokenPath path)
    {
        await using var world = await TestWorld.StartAsync();
        using var certificate = world.Host.CertificateAuthority.IssueServerCertificate(["127.0.0.1", "localhost"]);
        await using var portal = new RawHttpServer(certificate, RawHttpServer.Page(200));
        await using var relay = new FaultRelay(EndpointOf(world), world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
        var call = await TokenCall.PrepareAsync(world, http.Http, path);
        relay.Target = portal.Endpoint;
        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(call.RunAsync);
        Assert.Equal(path == TokenPath.Discovery ? Problems.MetadataInvalid : Problems.AuthorizationServerIntercepted, failure.Problem);
        Assert.Contains("captive portal or a proxy", failure.Message, StringComparison.Ordinal);
        Assert.Equal(path == TokenPath.Discovery ? 2 : 1, portal.Requests);

        relay.Target = EndpointOf(world);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await call.RunAsync();
    }

    [Theory]
    [InlineData(511, "authorization-server-intercepted")]
    [InlineData(503, "authorization-server-busy")]
    [InlineData(302, "metadata-invalid")]
    public async Task Metadata_of_a_captive_portal_is_rejected(int status, string code)
    {
        await using var world = await TestWorld.StartAsync();
        using var certificate = world.Host.CertificateAuthority.IssueServerCertificate(["127.0.0.1", "localhost"]);
        await using var portal = new RawHttpServer(
            certificate, status == 302 ? RawHttpServer.Redirect(302, "https://portal.example/") : RawHttpServer.Page(status));
        await using var relay = new FaultRelay(portal.Endpoint, world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
        var call = await TokenCall.PrepareAsync(world, http.Http, TokenPath.Discovery);
        Assert.Equal(code, (await Assert.ThrowsAnyAsync<OAuthMailException>(call.RunAsync)).Code);
        Assert.Equal(2, portal.Requests);
        relay.Target = EndpointOf(world);
        await call.RunAsync();
    }

    [Fact]
    public async Task Sign_out_through_a_captive_portal_throws()
    {
        await using var world = await TestWorld.StartAsync();
        using var certificate = world.Host.CertificateAuthority.IssueServerCertificate(["127.0.0.1", "localhost"]);
        await using var portal = new RawHttpServer(certificate, RawHttpServer.Page(200));
        await using var relay = new FaultRelay(portal.Endpoint, world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        var failure = await Assert.ThrowsAsync<TokenRequestException>(
            () => new MailSignIn(account, world.Tokens, http.Http).SignOutAsync());
        Assert.Equal(Problems.AuthorizationServerIntercepted, failure.Problem);
    }

    /// <summary>
    /// Tests both forms of RFC 9110 section 10.2.3. A short delay is waited for. A long delay is reported to the caller, and no request is
    /// sent before it has passed.
    /// </summary>
    [Theory]
    [InlineData(429, true)]
    [InlineData(429, false)]
    [InlineData(503, true)]
    [InlineData(503, false)]
    public async Task Retry_After_is_respected(int status, bool isDate)
    {
        foreach (var path in new[] { TokenPath.ClientCredentials, TokenPath.Refresh, TokenPath.Code })
        {
            await using var world = await TestWorld.StartAsync();
            await using var relay = new FaultRelay(EndpointOf(world), world.Clock);
            using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
            var call = await TokenCall.PrepareAsync(world, http.Http, path);
            world.Server.Requests.Clear();

            var began = world.Clock.GetUtcNow();
            world.Server.Faults.Token.Next(Busy(8));
            var asking = call.RunAsync();
            await new ClockDriver(world.Clock).EndAsync(asking);

            // After a server error, the code may have been redeemed. After "too busy", it has not.
            var isRepeated = path != TokenPath.Code || status == 429;
            if (isRepeated) await asking;
            else Assert.Equal(Problems.AuthorizationServerBusy, (await Assert.ThrowsAnyAsync<OAuthMailException>(() => asking)).Problem);
            Assert.Equal(isRepeated ? 2 : 1, world.Server.Requests.Token.Count);
            if (isRepeated) Assert.InRange((world.Server.Requests.Token[1].Time - began).TotalSeconds, 7, 9);
            if (path == TokenPath.Code) continue;

            world.Clock.Advance(TimeSpan.FromHours(2));
            world.Server.Requests.Clear();
            world.Server.Faults.Token.Next(Busy(120));
            for (var i = 0; i < 3; i++)
            {
                var failure = await Assert.ThrowsAsync<TokenRequestException>(call.RunAsync);
                Assert.Equal(Problems.AuthorizationServerBusy, failure.Problem);
                Assert.InRange(failure.RetryAfter!.Value.TotalSeconds, 119, 120);
            }

            Assert.Single(world.Server.Requests.Token);
            world.Clock.Advance(TimeSpan.FromSeconds(120));
            await call.RunAsync();

            ServerFault Busy(int seconds) => isDate
                ? ServerFault.Status(status, world.Clock.GetUtcNow().AddSeconds(seconds))
                : ServerFault.Status(status, TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public async Task Unavailable_server_is_retried_with_back_off()
    {
        await using var world = await TestWorld.StartAsync();
        await using var relay = new FaultRelay(EndpointOf(world), world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
        var call = await TokenCall.PrepareAsync(world, http.Http, TokenPath.ClientCredentials);
        world.Server.Faults.Token.Always(ServerFault.Status(503));
        var end = world.Clock.GetUtcNow().AddMinutes(10);
        while (world.Clock.GetUtcNow() < end)
        {
            var asking = call.RunAsync();
            await new ClockDriver(world.Clock).EndAsync(asking);
            Assert.Equal(Problems.AuthorizationServerBusy, (await Assert.ThrowsAnyAsync<OAuthMailException>(() => asking)).Problem);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        // Each call makes three attempts. With a back-off of 1, 2, 4 ... 60 seconds, about 15 calls of one per second send requests in
        // ten minutes.
        Assert.InRange(world.Server.Requests.Token.Count, 30, 60);
        world.Server.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await call.RunAsync();
    }

    [Fact]
    public async Task Slow_response_within_the_time_out_is_accepted()
    {
        await using var world = await TestWorld.StartAsync();
        await using var relay = new FaultRelay(EndpointOf(world), world.Clock);
        using var http = new RelayedHttp(world.Host.CertificateAuthority, relay);
        foreach (var path in new[] { TokenPath.ClientCredentials, TokenPath.Code })
        {
            var call = await TokenCall.PrepareAsync(world, http.Http, path);
            relay.Fault = WireFault.Delay;
            var before = http.ConnectionAttempts;
            var asking = call.RunAsync();
            await new ClockDriver(world.Clock).EndAsync(asking);
            await asking;
            Assert.Equal(1, http.ConnectionAttempts - before);
            relay.Fault = WireFault.None;
        }
    }

    private static IPEndPoint EndpointOf(TestWorld world) => new(IPAddress.Loopback, world.Server.TokenEndpoint.Port);

    private static Func<Stream, CancellationToken, Task> Answer(string kind, RawHttpServer standIn) => kind switch
    {
        "a page" => RawHttpServer.Page(200),
        "a large page" => RawHttpServer.Respond(200, "text/html", RawHttpServer.PortalPage + new string(' ', 100_000)),
        "a page as JSON" => RawHttpServer.Respond(200, "application/json", "\ufeff\r\n " + RawHttpServer.PortalPage),
        "511" => RawHttpServer.Page(511),
        "302" => RawHttpServer.Redirect(302, "https://portal.example/hotel?back=1"),
        "307" => RawHttpServer.Redirect(307, "http://portal.example/hotel"),
        "302 at home" => RawHttpServer.Redirect(302, "/hotel"),
        "403 with a page" => RawHttpServer.Page(403),
        "503 with a page" => RawHttpServer.Page(503),
        "no HTTP" => RawHttpServer.Send("220 mail.example ESMTP\r\n"),
        "half of the JSON" => RawHttpServer.Respond(200, "application/json", Good[..40]),
        "less than announced" => RawHttpServer.Respond(200, "application/json", Good, announced: Good.Length + 100),
        "more than announced" => RawHttpServer.Respond(200, "application/json", Good, announced: Good.Length - 10),
        "without an end" => standIn.SendWithoutEndAsync,
        _ => RawHttpServer.DecompressionBomb(64 * 1024 * 1024),
    };
}
