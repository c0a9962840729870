using OAuthMail.Testing;

namespace OAuthMail.Tests.Credentials;

public class CredentialFailureTests
{
    [Fact]
    public async Task Unreadable_credential_is_not_reported_as_a_server_failure()
    {
        await using var world = await TestWorld.StartAsync();
        foreach (var thrown in new Exception[] { new FileNotFoundException("SECRETVALUE"), new HttpRequestException("SECRETVALUE"),
            new TaskCanceledException(), new FormatException() })
        {
            var failure = await AskAsync(world, _ => throw thrown);
            Assert.Equal(Problems.TokenSourceFailed, failure.Problem);
            Assert.Same(thrown, failure.InnerException);
            Assert.DoesNotContain("SECRETVALUE", failure.Message, StringComparison.Ordinal);
        }

        Assert.Empty(world.Server.Requests.Token);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Missing_assertion_is_not_sent(string? assertion)
    {
        await using var world = await TestWorld.StartAsync();
        var failure = await AskAsync(world, _ => new ValueTask<string>(assertion!));
        Assert.Equal(Problems.TokenSourceFailed, failure.Problem);
        Assert.Empty(world.Server.Requests.Token);
    }

    [Fact]
    public async Task Waiting_for_a_credential_has_a_time_out()
    {
        await using var world = await TestWorld.StartAsync();
        var asking = AskAsync(world, _ => new ValueTask<string>(new TaskCompletionSource<string>().Task));
        while (!asking.IsCompleted)
        {
            await Task.Yield();
            world.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(Problems.TokenSourceFailed, (await asking).Problem);
    }

    [Theory]
    [InlineData(ClientSecretPlacement.Form)]
    [InlineData(ClientSecretPlacement.Header)]
    public async Task Secret_in_a_server_reply_is_redacted(ClientSecretPlacement placement)
    {
        const string secret = "the-secret-of-a-client";
        await using var world = await TestWorld.StartAsync();
        world.Server.AddClient(TestClient.Confidential("service", secret));
        world.Server.Faults.Token.Always(ServerFault.Error("invalid_client", $"The secret '{secret}' is wrong"));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => RequestAsync(world, new ClientSecret(secret, placement)));

        Assert.Equal(Problems.ClientRefused, failure.Problem);
        Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, failure.ErrorDescription, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_token_in_a_server_reply_is_redacted()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        string? refreshToken = null;
        await foreach (var entry in world.Store.ListAsync()) refreshToken ??= entry.Record.RefreshToken;
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Server.Faults.Token.Always(ServerFault.Error("invalid_grant", $"Unknown token {refreshToken}"));

        var failure = await Assert.ThrowsAsync<SignInRequiredException>(async () => await world.TokensOf(account).GetAccessTokenAsync());

        Assert.DoesNotContain(refreshToken!, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_that_fails_after_cancellation_is_not_a_lost_connection()
    {
        await using var world = await TestWorld.StartAsync();
        using var client = new HttpClient(new EndlessAnswer());
        using var cancellation = new CancellationTokenSource();
        var flow = new ClientCredentialsFlow(
            new AuthorizationServer(world.Server.TokenEndpoint), new ClientRegistration("service", new ClientSecret("secret")), [],
            OAuthHttp.FromClientWithoutRedirects(client), new FlowOptions { TimeProvider = world.Clock });
        var asking = flow.RequestTokenAsync(new TokenSourceContext(default, null), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Form_is_sent_without_expecting_100_continue()
    {
        await using var world = await TestWorld.StartAsync();
        bool? asks = null;
        using var client = new HttpClient(new Asked(request => asks = request.Headers.ExpectContinue));
        var flow = new ClientCredentialsFlow(
            new AuthorizationServer(world.Server.TokenEndpoint), new ClientRegistration("service", new ClientSecret("secret")), [],
            OAuthHttp.FromClientWithoutRedirects(client), new FlowOptions { TimeProvider = world.Clock });
        await Assert.ThrowsAsync<TokenRequestException>(
            async () => await flow.RequestTokenAsync(new TokenSourceContext(default, null), CancellationToken.None));
        Assert.False(asks ?? true);
    }

    private static async Task<TokenRequestException> AskAsync(TestWorld world, Func<CancellationToken, ValueTask<string>> getAssertion) =>
        await Assert.ThrowsAsync<TokenRequestException>(() => RequestAsync(world, new ClientAssertion("file", getAssertion)));

    private static async Task RequestAsync(TestWorld world, ClientCredential credential)
    {
        var flow = new ClientCredentialsFlow(
            new AuthorizationServer(world.Server.TokenEndpoint), new ClientRegistration("service", credential), ["mail"], world.Http,
                new FlowOptions { TimeProvider = world.Clock });
        await flow.RequestTokenAsync(new TokenSourceContext(default, null), CancellationToken.None);
    }

    private sealed class Asked(Action<HttpRequestMessage> see) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            see(request);
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { RequestMessage = request });
        }
    }

    /// <summary>A response whose stream ignores cancellation and fails only when it is closed, as on .NET Framework.</summary>
    private sealed class EndlessAnswer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { RequestMessage = request, Content = new StreamContent(new EndlessStream()) });
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            BreakAsync(cancellationToken);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(BreakAsync(cancellationToken));

        private static async Task<int> BreakAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            throw new ObjectDisposedException(nameof(EndlessStream));
        }
    }
}
