using OAuthMail.Testing;

namespace OAuthMail.Tests.SignIn;

public class DeviceSignInTests
{
    [Fact]
    public async Task User_signs_in_with_a_device_code()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice", OAuthFlow.DeviceCode);
        var signIn = world.SignIn(account);
        var begun = await signIn.BeginWithDeviceCodeAsync();
        Assert.Contains(begun.UserCode, begun.ToString(), StringComparison.Ordinal);

        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id);
        await PollAsync(world, times: 1);
        Assert.False(completing.IsCompleted);
        world.Server.ApproveDevice(begun.UserCode, account.Address);
        var result = await FinishAsync(world, completing);

        Assert.Equal("alice@test.example", result.Identity!.ToString());
        await world.TokensOf(account).GetAccessTokenAsync();
    }

    [Fact]
    public async Task Slow_down_increases_the_polling_interval()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice", OAuthFlow.DeviceCode);
        var signIn = world.SignIn(account);
        var begun = await signIn.BeginWithDeviceCodeAsync();
        world.Server.Faults.Token.Next(ServerFault.Error("slow_down"));
        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id);
        var start = world.Clock.GetUtcNow();
        await PollAsync(world, times: 3);
        world.Server.ApproveDevice(begun.UserCode, account.Address);
        await FinishAsync(world, completing);

        var polls = world.Server.Requests.Token.Select(request => (request.Time - start).TotalSeconds).ToList();
        Assert.Equal([5, 15, 25], polls.Take(3).Select(seconds => Math.Round(seconds)));
    }

    [Theory]
    [InlineData("0.000001")]
    [InlineData("\"0.1\"")]
    public async Task Polling_interval_is_at_least_one_second(string interval)
    {
        await using var world = await TestWorld.StartAsync(
            options => options.Authorization.DeviceCodeInterval = TimeSpan.FromMilliseconds(1));
        var account = world.CreatePerson("alice", OAuthFlow.DeviceCode);
        world.Server.Faults.DeviceAuthorization.Next(ServerFault.Member("interval", interval));
        var signIn = world.SignIn(account);
        var begun = await signIn.BeginWithDeviceCodeAsync();
        var start = world.Clock.GetUtcNow();
        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id);
        await PollAsync(world, times: 1);
        world.Server.ApproveDevice(begun.UserCode, account.Address);
        await FinishAsync(world, completing);
        Assert.Equal(1, Math.Round((world.Server.Requests.Token[0].Time - start).TotalSeconds, 1));
    }

    /// <summary>RFC 8628 section 3.5: a failed poll must not be repeated immediately.</summary>
    [Fact]
    public async Task Failed_poll_increases_the_polling_interval()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice", OAuthFlow.DeviceCode);
        var signIn = world.SignIn(account);
        var begun = await signIn.BeginWithDeviceCodeAsync();
        world.Server.Faults.Token.Next(ServerFault.Status(503));
        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id);
        var start = world.Clock.GetUtcNow();
        await PollAsync(world, times: 2);
        world.Server.ApproveDevice(begun.UserCode, account.Address);
        await FinishAsync(world, completing);

        var polls = world.Server.Requests.Token.Select(request => (request.Time - start).TotalSeconds).ToList();
        Assert.Equal([5, 15], polls.Take(2).Select(seconds => Math.Round(seconds)));
    }

    [Fact]
    public async Task Default_polling_interval_is_five_seconds()
    {
        await using var world = await TestWorld.StartAsync(options => options.Authorization.DeviceCodeInterval = TimeSpan.FromSeconds(1));
        var account = world.CreatePerson("alice", OAuthFlow.DeviceCode);
        world.Server.Faults.DeviceAuthorization.Next(ServerFault.WithoutMember("interval"));
        var signIn = world.SignIn(account);
        var begun = await signIn.BeginWithDeviceCodeAsync();
        var start = world.Clock.GetUtcNow();
        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id);
        await PollAsync(world, times: 1);
        world.Server.ApproveDevice(begun.UserCode, account.Address);
        await FinishAsync(world, completing);
        Assert.Equal(5, Math.Round((world.Server.Requests.Token[0].Time - start).TotalSeconds));
    }

    [Fact]
    public async Task Unused_device_code_expires()
    {
        await using var world = await TestWorld.StartAsync(options => options.Authorization.DeviceCodeLifetime = TimeSpan.FromSeconds(30));
        var signIn = world.SignIn(world.CreatePerson("alice", OAuthFlow.DeviceCode));
        var begun = await signIn.BeginWithDeviceCodeAsync();
        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id);
        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => FinishAsync(world, completing));
        Assert.Equal(Problems.DeviceCodeExpired, failure.Problem);
        Assert.Contains(begun.UserCode, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declined_consent_throws()
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice", OAuthFlow.DeviceCode));
        var begun = await signIn.BeginWithDeviceCodeAsync();
        world.Server.DenyDevice(begun.UserCode);
        var failure = await Assert.ThrowsAsync<TokenRequestException>(
            () => FinishAsync(world, signIn.CompleteWithDeviceCodeAsync(begun.Id)));
        Assert.Equal(Problems.AccessDenied, failure.Problem);
    }

    [Fact]
    public async Task Canceled_wait_can_be_repeated()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice", OAuthFlow.DeviceCode);
        var signIn = world.SignIn(account);
        var begun = await signIn.BeginWithDeviceCodeAsync();
        using var cancellation = new CancellationTokenSource();
        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id, cancellation.Token);
        await PollAsync(world, times: 1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);
        Assert.All(world.Server.Requests.Token, request => Assert.Equal("authorization_pending", request.Error));

        world.Server.ApproveDevice(begun.UserCode, account.Address);
        await FinishAsync(world, signIn.CompleteWithDeviceCodeAsync(begun.Id));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    public async Task Verification_address_must_be_a_web_address(string address)
    {
        await using var world = await TestWorld.StartAsync();
        world.Server.Faults.DeviceAuthorization.Next(ServerFault.Member("verification_uri", $"\"{address}\""));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(
            () => world.SignIn(world.CreatePerson("alice", OAuthFlow.DeviceCode)).BeginWithDeviceCodeAsync());
        Assert.Equal(Problems.TokenAnswerInvalid, failure.Problem);
    }

    [Fact]
    public void Device_code_for_Google_throws_without_a_request()
    {
        var failure = Assert.Throws<MailConfigurationException>(() => MailAccount.Create("g", new()
        {
            Provider = "Google",
            Flow = OAuthFlow.DeviceCode,
            Address = "a@gmail.com",
            ClientId = "id",
            ClientSecret = "secret",
        }));
        Assert.Contains("Google doesn't allow mail scopes with device codes", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Clock_change_does_not_affect_the_polling(int hours)
    {
        var serverClock = new ManualTimeProvider();
        await using var world = await TestWorld.StartAsync(options => options.TimeProvider = serverClock);
        var account = world.CreatePerson("alice", OAuthFlow.DeviceCode);
        var signIn = world.SignIn(account);
        var begun = await signIn.BeginWithDeviceCodeAsync();
        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id);
        await PollAsync(world, times: 1);
        world.Clock.Jump(world.Clock.GetUtcNow() + TimeSpan.FromHours(hours));
        world.Server.ApproveDevice(begun.UserCode, account.Address);
        serverClock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("alice@test.example", (await FinishAsync(world, completing)).Identity!.ToString());
    }

    /// <summary>Advances the clock from poll to poll until the given number of requests was answered.</summary>
    private static async Task PollAsync(TestWorld world, int times)
    {
        while (world.Server.Requests.Token.Count < times) await StepAsync(world.Clock);
    }

    private static async Task<SignInResult> FinishAsync(TestWorld world, Task<SignInResult> completing)
    {
        while (!completing.IsCompleted) await StepAsync(world.Clock);
        return await completing;
    }

    /// <summary>
    /// Advances the clock to the next poll. A longer timer is a request's time-out, and the response is then about to arrive.
    /// </summary>
    private static async Task StepAsync(ManualTimeProvider clock)
    {
        await Task.Yield();
        if (clock.TimeToNextTimer is { } wait && wait <= TimeSpan.FromSeconds(20)) clock.Advance(wait);
    }
}
