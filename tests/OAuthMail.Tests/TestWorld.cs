using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests;

/// <summary>Test servers and an application that uses them, with a common manual clock.</summary>
internal sealed class TestWorld : IAsyncDisposable
{
    private TestWorld(MailTestHost host, ManualTimeProvider clock)
    {
        Host = host;
        Clock = clock;
        Store = new MemoryTokenStore(clock);
        Tokens = new MailTokens(new MailTokensOptions { Store = Store, TimeProvider = clock });
        Browser = host.CreateHttpClient();
        Http = OAuthHttp.FromClientWithoutRedirects(Browser);
    }

    public MailTestHost Host { get; }

    public TestAuthorizationServer Server => Host.AuthorizationServer;

    public ManualTimeProvider Clock { get; }

    public MemoryTokenStore Store { get; }

    public MailTokens Tokens { get; }

    public HttpClient Browser { get; }

    public OAuthHttp Http { get; }

    public static async Task<TestWorld> StartAsync(Action<MailTestHostOptions>? configure = null)
    {
        // The clock starts at the machine's time, because client certificates are checked against it.
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var host = await MailTestHost.StartAsync(options =>
        {
            options.UseClientClock(clock);
            configure?.Invoke(options);
        });
        return new TestWorld(host, clock);
    }

    public MailAccount CreateAccount(string name, OAuthFlow flow, Action<MailAccountOptions> configure)
    {
        var address = $"{name}@test.example";
        if (Host.Mailboxes.Find(address) is null) Host.AddMailbox(address);
        var options = Host.CreateAccountOptions(address, flow);
        configure(options);
        return MailAccount.Create(name, options);
    }

    /// <summary>Creates an account of a user who signs in with a desktop application.</summary>
    public MailAccount CreatePerson(string name, OAuthFlow flow = OAuthFlow.AuthorizationCode, Action<MailAccountOptions>? configure = null)
    {
        try
        {
            Server.AddClient(TestClient.Native("desktop"));
        }
        catch (ArgumentException)
        {
            // Another account of this world already uses the client.
        }

        return CreateAccount(name, flow, options =>
        {
            options.ClientId = "desktop";
            configure?.Invoke(options);
        });
    }

    public MailSignIn SignIn(MailAccount account, SignInOptions? options = null) => new(account, Tokens, Http, options);

    public IAccessTokenProvider TokensOf(MailAccount account) => Tokens.For(account, Http);

    /// <summary>Opens an address like a user's browser, and returns the redirect.</summary>
    public async Task<string> BrowseAsync(Uri url)
    {
        using var answer = await Browser.GetAsync(url);
        return answer.Headers.Location?.OriginalString
            ?? throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    public async Task<SignInResult> SignInAsync(MailAccount account, SignInOptions? options = null)
    {
        var signIn = SignIn(account, options);
        var begun = await signIn.BeginAsync();
        return await signIn.CompleteAsync(await BrowseAsync(begun.Url));
    }

    public async ValueTask DisposeAsync()
    {
        Tokens.Dispose();
        Http.Dispose();
        Browser.Dispose();
        await Host.DisposeAsync();
    }
}
