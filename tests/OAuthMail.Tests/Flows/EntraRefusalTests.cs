using OAuthMail.Testing;

namespace OAuthMail.Tests.Flows;

/// <summary>Errors of Microsoft Entra ID from the token endpoint to the caller.</summary>
public class EntraRefusalTests
{
    [Fact]
    public async Task Request_loop_pauses_requests_and_keeps_the_refresh_token()
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
    public async Task Claims_challenge_is_passed_to_the_sign_in(int code)
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
    public async Task Claims_challenge_is_kept_complete_or_discarded(int policies, bool isKept)
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
    public async Task Missing_sign_in_contains_no_values_of_a_server()
    {
        await using var world = await StartAsync();
        var failure = await Assert.ThrowsAsync<SignInRequiredException>(
            async () => await world.TokensOf(world.CreatePerson("alice")).GetAccessTokenAsync());
        Assert.Null(failure.Claims);
        Assert.Null(failure.CorrelationId);
        Assert.Empty(failure.ErrorCodes);
    }

    [Fact]
    public async Task Correlation_id_and_timestamp_are_reported_once()
    {
        await using var world = await StartAsync();
        world.Server.AddClient(TestClient.Confidential("service", "secret"));

        var said = await RefusedAsync(world, ServerFault.Entra(53003));
        Assert.Equal("message_only", said.ErrorSubcode);
        Assert.DoesNotContain("Correlation ID ", said.Detail, StringComparison.Ordinal);

        var silent = await RefusedAsync(
            world, ServerFault.Entra(53003).And(ServerFault.Member("error_description", "\"AADSTS53003: Blocked.\"")));
        Assert.EndsWith(
            $"Blocked. Correlation ID {silent.CorrelationId}, timestamp {silent.Timestamp}.", silent.Detail, StringComparison.Ordinal);

        var nothing = await RefusedAsync(world, ServerFault.Error("invalid_client", "No"));
        Assert.EndsWith("invalid_client: No.", nothing.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_client_is_reported_with_its_tenant()
    {
        await using var world = await StartAsync();
        var failure = await RefusedAsync(world, ServerFault.Entra(700016));
        var tenant = world.Server.TokenEndpoint.Segments[1].TrimEnd('/');
        Assert.Contains($"The client ID is 'service', the tenant is '{tenant}'.", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expired_secret_is_reported_with_its_configured_expiration()
    {
        await using var world = await StartAsync();
        var end = new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);
        var failure = await RefusedAsync(world, ServerFault.Entra(7000222), options => options.ClientSecretExpires = end);
        Assert.Equal(Problems.ClientSecretExpired, failure.Problem);
        Assert.Contains("The configured expiration of the secret is 2026-01-31 00:00:00Z.", failure.Detail, StringComparison.Ordinal);

        var unknown = await RefusedAsync(world, ServerFault.Entra(7000222));
        Assert.DoesNotContain("configured expiration of the secret", unknown.Detail, StringComparison.Ordinal);
    }

    /// <summary>An error that is known to be permanent is not retried although its status is that of a transient error.</summary>
    [Theory]
    [InlineData(90092, 1)]
    [InlineData(90033, 3)]
    public async Task Permanent_error_is_not_retried(int code, int expected)
    {
        await using var world = await StartAsync();
        world.Server.Faults.Token.Always(ServerFault.Error("server_error", null, 503).And(ServerFault.Member("error_codes", $"[{code}]")));
        var asking = world.TokensOf(Application(world)).GetAccessTokenAsync().AsTask();
        await Retries.PassAsync(world.Clock, asking);
        await Assert.ThrowsAsync<TokenRequestException>(() => asking);
        Assert.Equal(expected, world.Server.Requests.Token.Count);
    }

    /// <summary>No user signs in for an application, so it must not wait for a sign-in.</summary>
    [Fact]
    public async Task Application_requests_a_token_again_after_admin_consent()
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
    public async Task Default_scope_is_granted_by_the_scopes_that_it_includes()
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
