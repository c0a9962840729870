namespace OAuthMail.Testing.Tests.Authorization;

public sealed class DeviceCodeTests : ServerTest
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.AddClient(TestClient.Native("desktop"));
        Server.AddUser(new TestUser(Alice));
    }

    [Fact]
    public async Task A_device_waits_until_its_user_approves_it()
    {
        var begun = await BeginAsync();
        Assert.Equal([begun.Member("user_code")], Server.WaitingUserCodes);
        Assert.Equal("authorization_pending", (await PollAsync(begun)).Error);

        Assert.True(Server.ApproveDevice(begun.Member("user_code").ToLowerInvariant().Replace("-", "", StringComparison.Ordinal), Alice));
        Assert.Empty(Server.WaitingUserCodes);
        Time.Advance(TimeSpan.FromSeconds(5));

        var answer = await PollAsync(begun);
        Assert.Equal(TokenVerdict.Accepted, Check(answer.AccessToken));
        Assert.NotEmpty(answer.RefreshToken);
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("invalid_grant", (await PollAsync(begun)).Error);
    }

    [Fact]
    public async Task Polling_too_fast_increases_the_interval_by_five_seconds()
    {
        var begun = await BeginAsync();
        Assert.Equal("authorization_pending", (await PollAsync(begun)).Error);
        Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("slow_down", (await PollAsync(begun)).Error);
        Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("slow_down", (await PollAsync(begun)).Error);
        Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("authorization_pending", (await PollAsync(begun)).Error);
    }

    [Fact]
    public async Task A_denied_device_receives_access_denied()
    {
        var begun = await BeginAsync();
        Assert.True(Server.DenyDevice(begun.Member("user_code")));
        Assert.False(Server.ApproveDevice(begun.Member("user_code"), Alice));
        Assert.Equal("access_denied", (await PollAsync(begun)).Error);
    }

    [Fact]
    public async Task A_device_code_expires()
    {
        var begun = await BeginAsync();
        Assert.Equal(900, (int?)begun.Json["expires_in"]);
        Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("expired_token", (await PollAsync(begun)).Error);
        Assert.False(Server.ApproveDevice(begun.Member("user_code"), Alice));
    }

    [Fact]
    public async Task A_device_code_is_bound_to_its_client()
    {
        Server.AddClient(TestClient.Native("other"));
        var begun = await BeginAsync();
        Server.ApproveDevice(begun.Member("user_code"), Alice);
        var answer = await Client.TokenAsync(("grant_type", Grant), ("client_id", "other"), ("device_code", begun.Member("device_code")));
        Assert.Equal("invalid_grant", answer.Error);
    }

    [Fact]
    public async Task Faults_can_remove_the_interval_and_slow_down_polls()
    {
        Server.Faults.DeviceAuthorization.Next(ServerFault.WithoutMember("interval"));
        var begun = await BeginAsync();
        Assert.Null(begun.Json["interval"]);
        Assert.NotNull((await BeginAsync()).Json["interval"]);

        Server.Faults.Token.Next(ServerFault.Error("slow_down"), 2);
        Assert.Equal("slow_down", (await PollAsync(begun)).Error);
        Assert.Equal("slow_down", (await PollAsync(begun)).Error);
        Assert.Equal("authorization_pending", (await PollAsync(begun)).Error);
    }

    [Fact]
    public async Task A_user_can_enter_the_code_on_the_page()
    {
        var begun = await BeginAsync();
        var page = await Client.Http.GetStringAsync(new Uri(begun.Member("verification_uri_complete")));
        Assert.Contains(begun.Member("user_code"), page);

        var allowed = await Client.PostAsync(new Uri(begun.Member("verification_uri")), null,
            ("user_code", begun.Member("user_code")), ("user", Alice), ("decision", "allow"));

        Assert.Equal(200, allowed.Status);
        Assert.Equal(200, (await PollAsync(begun)).Status);
    }

    private Task<TokenAnswer> BeginAsync() =>
        Client.PostAsync(Server.DeviceAuthorizationEndpoint, null, ("client_id", "desktop"), ("scope", "mail offline_access"));

    private Task<TokenAnswer> PollAsync(TokenAnswer begun) =>
        Client.TokenAsync(("grant_type", Grant), ("client_id", "desktop"), ("device_code", begun.Member("device_code")));
}
