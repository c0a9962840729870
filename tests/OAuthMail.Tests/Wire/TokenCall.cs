using OAuthMail.Testing;

namespace OAuthMail.Tests.Wire;

/// <summary>
/// A request of a certain kind to the authorization server. It is prepared without faults, and can be sent any number of times.
/// </summary>
internal sealed class TokenCall
{
    private readonly Func<Task> _run;

    private TokenCall(Func<Task> run) => _run = run;

    public static async Task<TokenCall> PrepareAsync(TestWorld world, OAuthHttp http, TokenPath path)
    {
        if (path == TokenPath.Discovery)
        {
            return new TokenCall(
                () => AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, http, new FlowOptions { TimeProvider = world.Clock }));
        }
        if (path == TokenPath.ClientCredentials)
        {
            world.Server.AddClient(TestClient.Confidential("service", "a secret"));
            return FromProvider(world.Tokens.For(
                world.CreateAccount(
                    "robot", OAuthFlow.ClientCredentials,
                    options => (options.ClientId, options.ClientSecret) = ("service", "a secret")), http));
        }

        var account = world.CreatePerson("alice", path == TokenPath.DeviceBegin ? OAuthFlow.DeviceCode : OAuthFlow.AuthorizationCode);
        var signIn = new MailSignIn(account, world.Tokens, http);
        if (path == TokenPath.DeviceBegin) return new TokenCall(() => signIn.BeginWithDeviceCodeAsync());
        if (path == TokenPath.Code)
        {
            var redirect = await world.BrowseAsync((await signIn.BeginAsync()).Url);
            return new TokenCall(() => signIn.CompleteAsync(redirect));
        }

        await world.SignInAsync(account);

        // The stored token must expire, so that a request is necessary.
        world.Clock.Advance(TimeSpan.FromHours(2));
        return FromProvider(world.Tokens.For(account, http));
    }

    public Task RunAsync() => _run();

    /// <summary>Returns how often a request with a temporary failure is sent.</summary>
    /// <param name="path">The kind of request.</param>
    /// <param name="hasReached">Whether the server may have received the request.</param>
    public static int Attempts(TokenPath path, bool hasReached) => path switch
    {
        TokenPath.Discovery => 1,
        TokenPath.Refresh => 2,
        TokenPath.Code => hasReached ? 1 : 3,
        _ => 3,
    };

    private static TokenCall FromProvider(IAccessTokenProvider tokens) => new(async () => await tokens.GetAccessTokenAsync());
}
