using System.Net.Sockets;
using System.Security.Authentication;
using OAuthMail.Testing;

namespace OAuthMail.Tests.SignIn;

/// <summary>After the code has been sent, the consent is kept, and the code is not sent again.</summary>
public class ConsentKeptTests
{
    public static TheoryData<Exception> LoginFailures =>
    [
        new AuthenticationException("The remote certificate is invalid."), new InvalidOperationException("The client is not connected."),
        new FormatException("The greeting cannot be parsed."), new NotSupportedException("The server offers no mechanism."),
        new AggregateException(new SocketException(10061)), new OperationCanceledException(), new ObjectDisposedException("client"),
    ];

    [Theory]
    [MemberData(nameof(LoginFailures))]
    public async Task Login_check_that_throws_keeps_the_consent(Exception failure)
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alias");
        world.Server.SignInAs("real.name@test.example");

        var thrown = await world.SignInAsync(account, new SignInOptions { TryLoginAsync = (_, _) => throw failure });
        var failed = await world.SignInAsync(
            account, new SignInOptions { TryLoginAsync = (_, _) => Task.FromException<string?>(failure) });

        Assert.Equal(UserCheckOutcome.Unknown, thrown.UserCheck);
        Assert.Equal(UserCheckOutcome.Unknown, failed.UserCheck);
        await world.TokensOf(account).GetAccessTokenAsync();
    }

    [Fact]
    public async Task Lease_of_the_pending_sign_in_that_is_lost_during_the_request_does_not_lose_the_consent()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var store = LosingLeases(world);
        using var tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });
        var signIn = new MailSignIn(account, tokens, world.Http);
        var begun = await signIn.BeginAsync();

        await signIn.CompleteAsync(await world.BrowseAsync(begun.Url));

        await world.TokensOf(account).GetAccessTokenAsync();
    }

    [Fact]
    public async Task Lease_of_a_device_sign_in_that_is_lost_during_the_request_does_not_lose_the_consent()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice", OAuthFlow.DeviceCode);
        var store = LosingLeases(world);
        using var tokens = new MailTokens(new MailTokensOptions { Store = store, TimeProvider = world.Clock });
        var signIn = new MailSignIn(account, tokens, world.Http);
        var begun = await signIn.BeginWithDeviceCodeAsync();
        world.Server.ApproveDevice(begun.UserCode, account.Address);
        var completing = signIn.CompleteWithDeviceCodeAsync(begun.Id);
        while (!completing.IsCompleted)
        {
            await Task.Yield();
            if (world.Clock.TimeToNextTimer is { } wait && wait <= TimeSpan.FromSeconds(10)) world.Clock.Advance(wait);
        }

        await completing;

        await world.TokensOf(account).GetAccessTokenAsync();
    }

    [Theory]
    [InlineData(ConnectionCut.BeforeHandling)]
    [InlineData(ConnectionCut.BeforeAnswer)]
    public async Task Code_whose_response_was_lost_is_not_sent_again(ConnectionCut cut)
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice"));
        var redirect = await world.BrowseAsync((await signIn.BeginAsync()).Url);
        world.Server.Faults.Token.Next(ServerFault.CutConnection(cut));
        await Assert.ThrowsAsync<TokenRequestException>(() => signIn.CompleteAsync(redirect));
        var sent = world.Server.Requests.Token.Count;

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => signIn.CompleteAsync(redirect));

        Assert.Equal(Problems.SignInNotPending, failure.Problem);
        Assert.Equal(sent, world.Server.Requests.Token.Count);
    }

    [Fact]
    public async Task Code_that_was_not_sent_can_be_used_again()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var redirect = await world.BrowseAsync((await world.SignIn(account).BeginAsync()).Url);
        using var client = new HttpClient(new UnreachableHandler());
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        var completing = new MailSignIn(account, world.Tokens, http).CompleteAsync(redirect);
        while (!completing.IsCompleted)
        {
            await Task.Yield();
            if (world.Clock.TimeToNextTimer is { } wait && wait < TimeSpan.FromSeconds(20)) world.Clock.Advance(wait);
        }

        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => completing);
        Assert.Equal(Problems.AuthorizationServerUnreachable, failure.Problem);

        await world.SignIn(account).CompleteAsync(redirect);
    }

    [Fact]
    public async Task Code_that_a_captive_portal_received_can_be_used_again()
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice"));
        var redirect = await world.BrowseAsync((await signIn.BeginAsync()).Url);
        world.Server.Faults.Token.Next(ServerFault.Html());
        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => signIn.CompleteAsync(redirect));
        Assert.Equal(Problems.AuthorizationServerIntercepted, failure.Problem);

        await signIn.CompleteAsync(redirect);
    }

    /// <summary>Creates a store whose leases are lost as soon as the token endpoint has received a request.</summary>
    private static InterceptedStore LosingLeases(TestWorld world) => new(world.Store)
    {
        Deleting = () =>
        {
            if (world.Server.Requests.Token.Count > 0)
            {
                throw new TokenStoreException(Problems.TokenLeaseLost, "The lock file was removed while the lease was held.");
            }
        },
    };

    private sealed class UnreachableHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("Connection refused", new SocketException((int)SocketError.ConnectionRefused));
    }
}
