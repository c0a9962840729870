namespace OAuthMail.Testing.Tests.Authorization;

/// <summary>Provides a server, a clock and a client for a test.</summary>
public abstract class ServerTest : IAsyncLifetime, IDisposable
{
    protected const string Alice = "alice@contoso.com";
    protected const string Bob = "bob@contoso.com";
    protected const string Loopback = "http://127.0.0.1:51234/callback";

    private MailTestHost? _host;
    private TokenClient? _client;

    protected ManualTimeProvider Time { get; } = new();

    protected TestAuthorizationServer Server => _host!.AuthorizationServer;

    protected MailTestHost Host => _host!;

    private protected TokenClient Client => _client!;

    public virtual async Task InitializeAsync()
    {
        _host = await MailTestHost.StartAsync(options =>
        {
            options.TimeProvider = Time;
            Configure(options);
        });
        _client = new TokenClient(_host);
    }

    public async Task DisposeAsync() => await _host!.DisposeAsync();

    public void Dispose()
    {
        _client?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected virtual void Configure(MailTestHostOptions options)
    {
    }

    protected TokenVerdict Check(string token, string user = Alice, MailProtocol protocol = MailProtocol.Imap) =>
        Server.Checker.Check(token, user, protocol);

    /// <summary>
    /// Returns an authorization request of a native application with changed parameters. An empty value removes a
    /// parameter.
    /// </summary>
    protected static (string, string)[] AuthorizationRequest(params (string Name, string Value)[] changes)
    {
        var query = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = "desktop",
            ["redirect_uri"] = Loopback,
            ["scope"] = "mail offline_access",
            ["login_hint"] = Alice,
            ["code_challenge"] = TokenClient.Challenge,
            ["code_challenge_method"] = "S256",
        };
        return Change(query, changes);
    }

    protected Task<Dictionary<string, string>> AuthorizeAsync(params (string Name, string Value)[] changes) =>
        Client.AuthorizeAsync(AuthorizationRequest(changes));

    private protected Task<TokenAnswer> RedeemAsync(string code, params (string Name, string Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = "desktop",
            ["code"] = code,
            ["redirect_uri"] = Loopback,
            ["code_verifier"] = TokenClient.Verifier,
        };
        return Client.TokenAsync(Change(form, changes));
    }

    private protected Task<TokenAnswer> RefreshAsync(string refreshToken, params (string Name, string Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = "desktop",
            ["refresh_token"] = refreshToken,
        };
        return Client.TokenAsync(Change(form, changes));
    }

    /// <summary>Runs a complete sign-in.</summary>
    private protected async Task<TokenAnswer> SignInAsync(params (string Name, string Value)[] changes) =>
        await RedeemAsync((await AuthorizeAsync(changes))["code"]);

    private static (string, string)[] Change(Dictionary<string, string> parameters, (string Name, string Value)[] changes)
    {
        foreach (var (name, value) in changes) parameters[name] = value;
        return [.. parameters.Select(p => (p.Key, p.Value))];
    }
}
