using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.DependencyInjection;

/// <summary>A rotating refresh token is presented once, whatever handlers the application adds to the HTTP client.</summary>
public class TokenRequestHandlerTests
{
    public static TheoryData<string> Handlers =>
        ["named client, retry", "named client, hedging", "all clients, retry", "all clients, hedging"];

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Handlers_present_no_refresh_token_again_when_the_server_fails(string handlers) =>
        Assert.Equal(await CountRefreshesAsync("no handlers"), await CountRefreshesAsync(handlers));

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Refresh_token_is_presented_once_although_the_server_is_slow(string handlers)
    {
        await using var world = await World.StartAsync(handlers);
        var gate = new FaultGate();
        world.Host.AuthorizationServer.Faults.Token.Next(ServerFault.Hold(gate));

        var request = world.Tokens.GetAccessTokenAsync().AsTask();
        await gate.WaitForArrivalAsync();
        await world.AdvanceUntilAsync(world.SecondAttempt.Task);
        gate.Open();

        Assert.NotEmpty((await request).Value);
        Assert.Single(world.Refreshes);
    }

    [Fact]
    public async Task Refresh_token_that_arrives_after_a_handler_gave_up_is_not_lost()
    {
        var gate = new FaultGate();
        await using var world = await World.StartAsync(
            "no handlers", client => client.AddHttpMessageHandler(() => new ImpatientHandler(gate)));
        world.Host.AuthorizationServer.Faults.Token.Next(ServerFault.Hold(gate));
        Assert.NotEmpty((await world.Tokens.GetAccessTokenAsync()).Value);
        Assert.Single(world.Refreshes);
    }

    [Fact]
    public async Task Handler_that_refuses_to_send_is_a_failure_of_the_connection()
    {
        await using var world = await World.StartAsync("no handlers", client => client.AddHttpMessageHandler(() => new BrokenHandler()));
        var request = world.Tokens.GetAccessTokenAsync().AsTask();
        await world.AdvanceUntilAsync(request);
        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => request);
        Assert.Equal(Problems.AuthorizationServerUnreachable, failure.Problem);
        Assert.DoesNotContain(Some.Secret, failure.Message);
    }

    /// <summary>
    /// Returns how often a refresh token is presented to a server that fails once. OAuthMail itself repeats that request.
    /// </summary>
    private static async Task<int> CountRefreshesAsync(string handlers)
    {
        await using var world = await World.StartAsync(handlers);
        world.Host.AuthorizationServer.Faults.Token.Next(ServerFault.Status(503));
        var request = world.Tokens.GetAccessTokenAsync().AsTask();
        await world.AdvanceUntilAsync(request);
        Assert.NotEmpty((await request).Value);
        return world.Refreshes.Count();
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly ManualTimeProvider _clock;

        private World(MailTestHost host, TestApplication application, TaskCompletionSource secondAttempt, ManualTimeProvider clock)
        {
            _clock = clock;
            Host = host;
            Application = application;
            SecondAttempt = secondAttempt;
            Tokens = application.Services.GetRequiredKeyedService<IAccessTokenProvider>("support");
        }

        public MailTestHost Host { get; }

        public TestApplication Application { get; }

        public IAccessTokenProvider Tokens { get; }

        /// <summary>Gets the task that completes when the handlers have made a second attempt.</summary>
        public TaskCompletionSource SecondAttempt { get; }

        public IEnumerable<LoggedRequest> Refreshes =>
            Host.AuthorizationServer.Requests.Token.Where(request => request.GrantType == "refresh_token");

        public static async Task<World> StartAsync(string handlers, Action<IHttpClientBuilder>? more = null)
        {
            var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
            var host = await MailTestHost.StartAsync(options =>
            {
                options.UseClientClock(clock);
                options.Authorization.RefreshTokenRotation = RefreshTokenRotation.OneTime;
            });
            host.AddMailbox("support@test.example");
            host.AuthorizationServer.AddClient(TestClient.Native("desktop"));
            var account = host.CreateAccountOptions("support@test.example", OAuthFlow.AuthorizationCode);
            account.ClientId = "desktop";
            var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var counter = new AttemptCounter(second);
            var application = await TestApplication.StartAsync(services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                if (handlers.StartsWith("all", StringComparison.Ordinal))
                {
                    services.ConfigureHttpClientDefaults(client => AddTo(client, handlers));
                }

                var builder = services.AddOAuthMail(options => options.Accounts["support"] = account).UseTestHost(host);
                var named = services.AddHttpClient("OAuthMail");
                if (handlers.StartsWith("named", StringComparison.Ordinal)) AddTo(named, handlers);
                named.AddHttpMessageHandler(() => new CountingHandler(counter));
                more?.Invoke(named);
                return builder;
            });
            await SignInAsync(application, host);
            clock.Advance(TimeSpan.FromHours(2));
            counter.Reset();
            return new World(host, application, second, clock);
        }

        /// <summary>Advances the clock, which the handlers use too, until a task has completed.</summary>
        public Task<TimeSpan> AdvanceUntilAsync(Task task) => new ClockDriver(_clock, TimeSpan.FromSeconds(5)).EndAsync(task);

        public async ValueTask DisposeAsync()
        {
            await Application.DisposeAsync();
            await Host.DisposeAsync();
        }

        private static void AddTo(IHttpClientBuilder client, string handlers)
        {
            if (handlers.EndsWith("retry", StringComparison.Ordinal))
            {
                client.AddStandardResilienceHandler(options =>
                {
                    options.Retry.Delay = TimeSpan.FromMilliseconds(1);
                    options.AttemptTimeout.Timeout = TimeSpan.FromMilliseconds(200);
                    options.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(30);
                });
            }
            else client.AddStandardHedgingHandler().Configure(options => options.Hedging.Delay = TimeSpan.FromMilliseconds(1));
        }

        private static async Task SignInAsync(TestApplication application, MailTestHost host)
        {
            var signIn = new MailSignIn(
                application.Accounts.Get("support"), application.Get<MailTokens>(), application.Get<OAuthHttp>());
            var pending = await signIn.BeginAsync();
            using var browser = host.CreateHttpClient();
            using var answer = await browser.GetAsync(pending.Url);
            await signIn.CompleteAsync(answer.Headers.Location!.OriginalString);
        }
    }

    /// <summary>Throws as soon as a request that a gate holds has arrived, and opens the gate later.</summary>
    private sealed class ImpatientHandler(FaultGate gate) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sending = base.SendAsync(request, cancellationToken);
            var held = gate.WaitForArrivalAsync(cancellationToken);
            if (await Task.WhenAny(sending, held) == sending) return await sending;
            _ = Task.Run(gate.Open, CancellationToken.None);
            throw new TimeoutException("The handler gave up.");
        }
    }

    /// <summary>Throws after the sign-in of the test.</summary>
    private sealed class BrokenHandler : DelegatingHandler
    {
        private static int _requests;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _requests) == 1
                ? base.SendAsync(request, cancellationToken)
                : throw new InvalidOperationException(Some.Secret);
    }

    private sealed class AttemptCounter(TaskCompletionSource second)
    {
        private int _count;

        public void Reset() => Interlocked.Exchange(ref _count, 0);

        public void Add()
        {
            if (Interlocked.Increment(ref _count) == 2) second.TrySetResult();
        }
    }

    private sealed class CountingHandler(AttemptCounter counter) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var task = base.SendAsync(request, cancellationToken);
            counter.Add();
            return task;
        }
    }
}
