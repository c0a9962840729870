using System.Text.Json;

namespace OAuthMail.Testing.Tests.Authorization;

public sealed class FaultTests : ServerTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.AddClient(TestClient.Confidential("daemon", "secret"));
    }

    [Fact]
    public async Task A_status_with_a_Retry_After_in_seconds_or_as_date_is_followed_by_success()
    {
        Server.Faults.Token.Next(ServerFault.Status(429, TimeSpan.FromSeconds(60)));
        Server.Faults.Token.Next(ServerFault.Status(503, new DateTimeOffset(2026, 1, 1, 0, 5, 0, TimeSpan.Zero)), 2);

        var first = await AskAsync();
        Assert.Equal((429, "60"), (first.Status, first.RetryAfter));
        Assert.Equal(2, Server.Faults.Token.Waiting);
        var second = await AskAsync();
        Assert.Equal((503, "Thu, 01 Jan 2026 00:05:00 GMT"), (second.Status, second.RetryAfter));
        Assert.Equal(503, (await AskAsync()).Status);
        Assert.Equal(200, (await AskAsync()).Status);
        Assert.Equal([429, 503, 503, 200], Server.Requests.Token.Select(r => r.Status));
    }

    [Fact]
    public async Task A_permanent_fault_applies_until_it_is_cleared()
    {
        Server.Faults.Token.Always(ServerFault.Status(500));
        for (var i = 0; i < 3; i++) Assert.Equal(500, (await AskAsync()).Status);
        Server.Faults.Clear();
        Assert.Equal(200, (await AskAsync()).Status);
    }

    [Theory]
    [InlineData(ConnectionCut.BeforeHandling)]
    [InlineData(ConnectionCut.BeforeAnswer)]
    [InlineData(ConnectionCut.InsideAnswer)]
    public async Task A_connection_can_be_aborted_at_every_point(ConnectionCut cut)
    {
        Server.Faults.Token.Next(ServerFault.CutConnection(cut));
        await Assert.ThrowsAnyAsync<HttpRequestException>(AskAsync);
        Assert.Equal(200, (await AskAsync()).Status);
        Assert.Equal(cut == ConnectionCut.InsideAnswer, Server.Requests.Token[0].Status == 200);
    }

    [Fact]
    public async Task Members_of_the_response_can_be_set_and_removed()
    {
        Server.Faults.Token.Next(ServerFault.Member("token_type", "\"mac\""));
        Server.Faults.Token.Next(ServerFault.Member("expires_in", "\"3600\""));
        Server.Faults.Token.Next(ServerFault.WithoutMember("expires_in").And(ServerFault.Member("scope", "null")));

        Assert.Equal("mac", (await AskAsync()).Member("token_type"));
        Assert.Equal(JsonValueKind.String, (await AskAsync()).Json["expires_in"]!.GetValueKind());
        var last = await AskAsync();
        Assert.False(last.Json.ContainsKey("expires_in"));
        Assert.True(last.Json.ContainsKey("scope"));
        Assert.Null(last.Json["scope"]);
    }

    [Fact]
    public async Task Response_bodies_can_be_truncated_oversized_or_web_pages()
    {
        Server.Faults.Token.Next(ServerFault.TruncatedJson());
        Server.Faults.Token.Next(ServerFault.Oversized(1_000_000));
        Server.Faults.Token.Next(ServerFault.Html());

        var truncated = await AskAsync();
        Assert.ThrowsAny<JsonException>(() => truncated.Json);
        Assert.True((await AskAsync()).Text.Length > 1_000_000);
        Assert.StartsWith("<!DOCTYPE html>", (await AskAsync()).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_request_can_be_redirected(int status)
    {
        Server.Faults.Token.Next(ServerFault.Redirect(new Uri("https://elsewhere.example.test/token"), status));
        var answer = await AskAsync();
        Assert.Equal((status, "https://elsewhere.example.test/token"), (answer.Status, answer.Location?.AbsoluteUri));
    }

    [Fact]
    public async Task A_gate_holds_requests_until_it_is_opened()
    {
        var gate = new FaultGate();
        Server.Faults.Token.Next(ServerFault.Hold(gate), 2);

        var (first, second) = (AskAsync(), AskAsync());
        await gate.WaitForArrivalAsync();
        await gate.WaitForArrivalAsync();
        Assert.Equal(2, Server.Requests.Count("client_credentials"));
        Assert.False(first.IsCompleted || second.IsCompleted);
        Assert.Equal(200, (await AskAsync()).Status);

        gate.Open();
        Assert.Equal(200, (await first).Status);
        Assert.Equal(200, (await second).Status);
    }

    [Fact]
    public async Task A_gate_can_be_combined_with_another_fault()
    {
        var gate = new FaultGate();
        Server.Faults.Token.Next(ServerFault.Status(503).HeldBy(gate));
        var answer = AskAsync();
        await gate.WaitForArrivalAsync();
        gate.Open();
        Assert.Equal(503, (await answer).Status);
    }

    [Fact]
    public async Task A_delay_uses_the_clock_of_the_server()
    {
        Server.Faults.Token.Next(ServerFault.Wait(TimeSpan.FromMinutes(3)));
        var answer = AskAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (; Time.WaitingTimers == 0; limit.Token.ThrowIfCancellationRequested()) await Task.Yield();
        Time.Advance(TimeSpan.FromMinutes(3) - TimeSpan.FromTicks(1));
        Assert.Equal(1, Time.WaitingTimers);
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(200, (await answer).Status);
    }

    [Fact]
    public async Task A_client_that_cancels_leaves_the_gate()
    {
        var gate = new FaultGate();
        Server.Faults.Token.Next(ServerFault.Hold(gate));
        using var giveUp = new CancellationTokenSource();
        var request = Client.Http.PostAsync(Server.TokenEndpoint, new FormUrlEncodedContent([]), giveUp.Token);
        await gate.WaitForArrivalAsync();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Equal(200, (await AskAsync()).Status);
    }

    [Fact]
    public async Task The_host_stops_immediately_while_requests_wait()
    {
        var gate = new FaultGate();
        await using var host = await MailTestHost.StartAsync();
        using var client = new TokenClient(host);
        host.AuthorizationServer.Faults.Token.Always(ServerFault.Hold(gate));
        var request = client.TokenAsync(("grant_type", "client_credentials"));
        await gate.WaitForArrivalAsync();

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
    }

    [Fact]
    public async Task The_request_log_contains_no_secrets()
    {
        await Client.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", "daemon"), ("client_secret", "secret"), ("resource", "urn:x"));
        var logged = Assert.Single(Server.Requests.Token);
        Assert.Equal("urn:x", logged.Parameters["resource"]);
        Assert.DoesNotContain("client_secret", logged.Parameters.Keys);
        Assert.Equal("Token client_credentials daemon -> 200", logged.ToString());
    }

    [Theory]
    [InlineData("grant_type=client_credentials&grant_type=refresh_token", "application/x-www-form-urlencoded", "invalid_request", 400)]
    [InlineData("client_id=daemon", "application/x-www-form-urlencoded", "invalid_request", 400)]
    [InlineData(
        "grant_type=password&client_id=daemon&client_secret=secret", "application/x-www-form-urlencoded", "unsupported_grant_type", 400)]
    [InlineData("{\"grant_type\":\"client_credentials\"}", "application/json", "invalid_request", 400)]
    public async Task A_malformed_request_is_rejected(string body, string type, string error, int status)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, type);
        using var response = await Client.Http.PostAsync(Server.TokenEndpoint, content);
        var answer = await TokenAnswer.ReadAsync(response);
        Assert.Equal((error, status), (answer.Error, answer.Status));
    }

    [Fact]
    public async Task The_token_endpoint_accepts_only_POST_and_unknown_paths_are_not_found()
    {
        using var get = await Client.Http.GetAsync(Server.TokenEndpoint);
        Assert.Equal(405, (int)get.StatusCode);
        using var elsewhere = await Client.Http.GetAsync(new Uri(Server.TokenEndpoint, "/elsewhere"));
        Assert.Equal(404, (int)elsewhere.StatusCode);
    }

    private Task<TokenAnswer> AskAsync() => Client.TokenAsync("daemon", "secret", ("grant_type", "client_credentials"));
}
