using OAuthMail.Testing;

namespace OAuthMail.Tests.Flows;

/// <summary>What comes of Entra's refusals on their way from the token endpoint to the caller.</summary>
public class EntraRefusalTests
{
    [Fact]
    public async Task After_a_loop_the_server_is_left_alone_and_the_refresh_token_kept()
    {
        await using var world = await StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Server.Requests.Clear();
        world.Server.Faults.Token.Next(ServerFault.Entra(50196));
        var tokens = world.TokensOf(account);

        for (var minute = 0; minute < 5; minute++)
        {
            var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
            Assert.Equal(Problems.RequestLoop, failure.Problem);
            Assert.Equal(TimeSpan.FromMinutes(5), failure.RetryAfter);
            if (minute < 4) world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Single(world.Server.Requests.Token);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await tokens.GetAccessTokenAsync();
        Assert.Equal(2, world.Server.Requests.RefreshTokens.Count);
        Assert.Single(world.Server.Requests.RefreshTokens.Distinct());
    }

    [Theory]
    [InlineData(50076)]
    [InlineData(50079)]
    [InlineData(50158)]
    public async Task A_claims_challenge_reaches_whoever_begins_the_sign_in(int code)
    {
        const string claims = """{"access_token":{"polids":{"essential":true,"values":["5ce770ea-8690-4747-aa73-c5b3cd509cd4"]}}}""";
        await using var world = await StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Server.Faults.Token.Next(ServerFault.Entra(code, claims));

        var failure = await Assert.ThrowsAsync<SignInRequiredException>(async () => await world.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(claims, failure.Claims);
        Assert.Equal([code], failure.ErrorCodes);
        var answer = Assert.IsType<TokenRequestException>(failure.InnerException);
        Assert.Equal("basic_action", answer.ErrorSubcode);
        Assert.Equal(answer.CorrelationId, failure.CorrelationId);
        Assert.NotNull(failure.CorrelationId);
        Assert.NotNull(answer.TraceId);
        Assert.NotNull(answer.Timestamp);
        var begun = await world.SignIn(account).BeginAsync(claims: failure.Claims);
        Assert.Contains($"claims={Uri.EscapeDataString(claims)}", begun.Url.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(1000, false)]
    public async Task A_claims_challenge_is_kept_whole_or_not_at_all(int policies, bool isKept)
    {
        var values = string.Join(",", Enumerable.Repeat("\"5ce770ea-8690-4747-aa73-c5b3cd509cd4\"", policies));
        var claims = """{"access_token":{"polids":{"essential":true,"values":[""" + values + "]}}}";
        await using var world = await StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Server.Faults.Token.Next(ServerFault.Entra(50076, claims));

        var failure = await Assert.ThrowsAsync<SignInRequiredException>(async () => await world.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(isKept ? claims : null, failure.Claims);
    }

    [Fact]
    public async Task A_sign_in_that_nobody_has_begun_carries_nothing_of_a_server()
    {
        await using var world = await StartAsync();
        var failure = await Assert.ThrowsAsync<SignInRequiredException>(
            async () => await world.TokensOf(world.CreatePerson("alice")).GetAccessTokenAsync());
        Assert.Null(failure.Claims);
        Assert.Null(failure.CorrelationId);
        Assert.Empty(failure.ErrorCodes);
    }

    [Fact]
    public async Task Correlation_id_and_time_are_said_once()
    {
        await using var world = await StartAsync();
        world.Server.AddClient(TestClient.Confidential("service", "secret"));

        var said = await RefusedAsync(world, ServerFault.Entra(53003));
        Assert.Equal("message_only", said.ErrorSubcode);
        Assert.DoesNotContain("Correlation id ", said.Detail, StringComparison.Ordinal);

        var silent = await RefusedAsync(
            world, ServerFault.Entra(53003).And(ServerFault.Member("error_description", "\"AADSTS53003: Blocked.\"")));
        Assert.EndsWith($"Blocked. Correlation id {silent.CorrelationId}, at {silent.Timestamp}.", silent.Detail, StringComparison.Ordinal);

        var nothing = await RefusedAsync(world, ServerFault.Error("invalid_client", "No"));
        Assert.EndsWith("invalid_client: No.", nothing.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_client_is_named_with_its_tenant()
    {
        await using var world = await StartAsync();
        var failure = await RefusedAsync(world, ServerFault.Entra(700016));
        var tenant = world.Server.TokenEndpoint.Segments[1].TrimEnd('/');
        Assert.Contains($"The client id was 'service', the tenant '{tenant}'.", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_has_ended_is_said_to_have_with_the_date_that_was_written_down()
    {
        await using var world = await StartAsync();
        var end = new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);
        var failure = await RefusedAsync(world, ServerFault.Entra(7000222), options => options.ClientSecretExpires = end);
        Assert.Equal(Problems.ClientSecretExpired, failure.Problem);
        Assert.Contains("The end that is configured for the secret is 2026-01-31 00:00:00Z.", failure.Detail, StringComparison.Ordinal);

        var unknown = await RefusedAsync(world, ServerFault.Entra(7000222));
        Assert.DoesNotContain("configured for the secret", unknown.Detail, StringComparison.Ordinal);
    }

    /// <summary>A failure that says that it does not pass is not tried again, though it comes with the status of one that does.</summary>
    [Theory]
    [InlineData(90092, 1)]
    [InlineData(90033, 3)]
    public async Task What_does_not_pass_is_asked_for_once(int code, int expected)
    {
        await using var world = await StartAsync();
        world.Server.Faults.Token.Always(ServerFault.Error("server_error", null, 503).And(ServerFault.Member("error_codes", $"[{code}]")));
        var asking = world.TokensOf(Application(world)).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(world.Clock, asking);
        await Assert.ThrowsAsync<TokenRequestException>(() => asking);
        Assert.Equal(expected, world.Server.Requests.Token.Count);
    }

    /// <summary>Nobody signs in for an application, so waiting for a sign-in would be waiting for ever.</summary>
    [Fact]
    public async Task An_application_asks_again_after_an_administrator_may_have_consented()
    {
        await using var world = await StartAsync();
        world.Server.AddClient(TestClient.Confidential("service", "secret"));
        world.Server.Faults.Token.Next(ServerFault.Entra(65001));
        var tokens = world.TokensOf(Application(world));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
        Assert.Equal(Problems.AdminConsentRequired, failure.Problem);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(await tokens.GetAccessTokenAsync());
    }

    [Fact]
    public async Task A_scope_that_stands_for_others_is_granted_by_them()
    {
        await using var world = await StartAsync();
        var account = world.CreatePerson(
            "alice", configure: options => options.Scope = "https://outlook.office.com/.default offline_access openid profile email");
        await world.SignInAsync(account);
        var token = await world.TokensOf(account).GetAccessTokenAsync();
        Assert.Equal(TokenVerdict.Accepted, world.Server.CheckAccessToken(token.Value, account.Address, MailProtocol.Imap));
    }

    private static Task<TestWorld> StartAsync() => TestWorld.StartAsync(options => options.Dialect = AuthorizationDialect.Entra);

    private static MailAccount Application(TestWorld world, Action<MailAccountOptions>? configure = null) =>
        world.CreateAccount("robot", OAuthFlow.ClientCredentials, options =>
    {
        (options.ClientId, options.ClientSecret) = ("service", "secret");
        configure?.Invoke(options);
    });

    private static async Task<TokenRequestException> RefusedAsync(
        TestWorld world, ServerFault fault, Action<MailAccountOptions>? configure = null)
    {
        using var tokens = new MailTokens(new MailTokensOptions { TimeProvider = world.Clock });
        world.Server.Faults.Token.Next(fault);
        return await Assert.ThrowsAsync<TokenRequestException>(
            async () => await tokens.For(Application(world, configure), world.Http).GetAccessTokenAsync());
    }
}
