using OAuthMail.Testing;

namespace OAuthMail.Tests;

/// <summary>The test servers, and one program that uses them, all by one clock that stands still.</summary>
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
        // By the machine's date, because a client certificate ends by it.
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var host = await MailTestHost.StartAsync(options =>
        {
            options.TimeProvider = clock;
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

    /// <summary>An account whose person signs in from a desktop program.</summary>
    public MailAccount CreatePerson(string name, OAuthFlow flow = OAuthFlow.AuthorizationCode, Action<MailAccountOptions>? configure = null)
    {
        try
        {
            Server.AddClient(TestClient.Native("desktop"));
        }
        catch (ArgumentException)
        {
            // Registered for another account of this world already.
        }

        return CreateAccount(name, flow, options =>
        {
            options.ClientId = "desktop";
            configure?.Invoke(options);
        });
    }

    public MailSignIn SignIn(MailAccount account, SignInOptions? options = null) => new(account, Tokens, Http, options);

    public IAccessTokenProvider TokensOf(MailAccount account) => Tokens.For(account, Http);

    /// <summary>Opens an address as a person's browser would, as far as the redirect.</summary>
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
