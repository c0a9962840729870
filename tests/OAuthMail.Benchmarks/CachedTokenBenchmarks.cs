using BenchmarkDotNet.Attributes;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Flows;
using Google.Apis.Auth.OAuth2.Responses;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Client;
using OAuthMail.Microsoft;

namespace OAuthMail.Benchmarks;

/// <summary>Measures a cached token through the public API of each library, the cost of every login.</summary>
[MemoryDiagnoser]
public class CachedTokenBenchmarks : IDisposable
{
    private readonly MailTokens _tokens = new();
    private EntraHost _entra = null!;
    private IAccessTokenProvider _flow = null!;
    private IAccessTokenProvider _account = null!;
    private IAccessTokenProvider _microsoft = null!;
    private ServiceProvider _services = null!;
    private IAccessTokenProvider _keyed = null!;
    private IConfidentialClientApplication _msal = null!;
    private string[] _scopes = null!;
    private GoogleAuthorizationCodeFlow _googleFlow = null!;
    private UserCredential _google = null!;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _entra = await EntraHost.StartAsync();
        _scopes = [_entra.Scope];
        var client = new ClientRegistration(EntraHost.ClientId, new ClientSecret(EntraHost.Secret));
        _flow = _tokens.From(new ClientCredentialsFlow(new AuthorizationServer(_entra.TokenEndpoint), client, _scopes, _entra.Http));
        _account = _tokens.For(_entra.CreateAccount("alerts", EntraHost.Mailbox), _entra.Http);
        _microsoft = _tokens.ForMicrosoft(_entra.CreateMicrosoftAccount("alerts-msal", EntraHost.Mailbox), _entra.Http);
        _services = CreateServices();
        _keyed = _services.GetRequiredKeyedService<IAccessTokenProvider>("alerts");
        _msal = ConfidentialClientApplicationBuilder.Create(EntraHost.ClientId).WithClientSecret(EntraHost.Secret)
            .WithAuthority(_entra.Authority, validateAuthority: false).WithInstanceDiscovery(false).WithHttpClientFactory(_entra).Build();

        // Google's credential receives a fixed token, because it has no flow for applications. The cache lookup is the same for all flows.
        _googleFlow = new GoogleAuthorizationCodeFlow(new GoogleAuthorizationCodeFlow.Initializer
        {
            ClientSecrets = new ClientSecrets { ClientId = EntraHost.ClientId, ClientSecret = EntraHost.Secret },
        });
        _google = new UserCredential(
            _googleFlow, "user",
            new TokenResponse { AccessToken = "ya29.token", ExpiresInSeconds = 3600 * 24, IssuedUtc = DateTime.UtcNow });

        await Flow();
        await Account();
        await MicrosoftAccount();
        await KeyedService();
        await Msal();
        await Google();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _services.Dispose();
        _googleFlow.Dispose();
        _tokens.Dispose();
        _entra.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, Description = "OAuthMail, a flow")]
    public ValueTask<AccessToken> Flow() => _flow.GetAccessTokenAsync();

    [Benchmark(Description = "OAuthMail, a flow, awaited")]
    public async ValueTask<AccessToken> FlowAwaited() => await _flow.GetAccessTokenAsync();

    [Benchmark(Description = "OAuthMail, an account")]
    public ValueTask<AccessToken> Account() => _account.GetAccessTokenAsync();

    [Benchmark(Description = "OAuthMail, an account, minimum lifetime 10 minutes")]
    public ValueTask<AccessToken> AccountWithLeastLifetime() =>
        _account.GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Smtp, minimumLifetime: TimeSpan.FromMinutes(10)));

    [Benchmark(Description = "OAuthMail.Microsoft, an account through MSAL")]
    public ValueTask<AccessToken> MicrosoftAccount() => _microsoft.GetAccessTokenAsync();

    [Benchmark(Description = "OAuthMail, a keyed service")]
    public ValueTask<AccessToken> KeyedService() => _keyed.GetAccessTokenAsync();

    [Benchmark(Description = "MSAL AcquireTokenForClient")]
    public Task<AuthenticationResult> Msal() => _msal.AcquireTokenForClient(_scopes).ExecuteAsync();

    [Benchmark(Description = "Google UserCredential")]
    public Task<string> Google() => _google.GetAccessTokenForRequestAsync();

    [Benchmark(Description = "one read of the clock")]
    public DateTimeOffset Clock() => TimeProvider.System.GetUtcNow();

    private ServiceProvider CreateServices()
    {
        var services = new ServiceCollection();
        services.AddSingleton(_entra.Http);
        services.AddOAuthMail(options =>
        {
            foreach (var client in _entra.CreateOptions().Clients) options.Clients[client.Key] = client.Value;
            options.Accounts["alerts"] = new MailAccountOptions { Client = "contoso", Address = EntraHost.Mailbox };
        });
        return services.BuildServiceProvider();
    }
}
