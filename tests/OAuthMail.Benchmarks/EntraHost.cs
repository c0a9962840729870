using Microsoft.Identity.Client;
using OAuthMail.Testing;

namespace OAuthMail.Benchmarks;

/// <summary>An authorization server like Microsoft Entra ID, from which each compared library acquires one token.</summary>
internal sealed class EntraHost : IMsalHttpClientFactory, IDisposable
{
    public const string ClientId = "benchmark";
    public const string Secret = "benchmark-secret";
    public const string Mailbox = "alerts@contoso.com";

    private readonly MailTestHost _host;
    private readonly HttpClient _http;

    private EntraHost(MailTestHost host)
    {
        _host = host;
        _http = host.CreateHttpClient();
        Http = OAuthHttp.FromClientWithoutRedirects(_http);
    }

    public OAuthHttp Http { get; }

    public string Scope => _host.AuthorizationServer.GetMailScope(OAuthFlow.ClientCredentials);

    public Uri TokenEndpoint => _host.AuthorizationServer.TokenEndpoint;

    public string Authority => TokenEndpoint.AbsoluteUri[..TokenEndpoint.AbsoluteUri.IndexOf("/oauth2/", StringComparison.Ordinal)];

    public static async Task<EntraHost> StartAsync()
    {
        var host = await MailTestHost.StartAsync(options => options.Dialect = AuthorizationDialect.Entra);
        host.AddMailbox(Mailbox);
        host.AuthorizationServer.AddClient(TestClient.Confidential(ClientId, Secret));
        return new EntraHost(host);
    }

    public MailAccount CreateAccount(string name, string address)
    {
        var options = _host.CreateAccountOptions(address, OAuthFlow.ClientCredentials);
        options.ClientId = ClientId;
        options.ClientSecret = Secret;
        return MailAccount.Create(name, options);
    }

    /// <summary>Creates the same account at a provider that is marked as Microsoft's, so that its tokens are acquired with MSAL.</summary>
    public MailAccount CreateMicrosoftAccount(string name, string address)
    {
        var options = CreateOptions();
        options.Accounts[name] = new MailAccountOptions { Client = "contoso", Address = address };
        return options.CreateAccounts()[name];
    }

    /// <summary>Creates options with one registration. The caller adds the accounts.</summary>
    public OAuthMailOptions CreateOptions() => new()
    {
        Clients =
        {
            ["contoso"] = new OAuthClientOptions
            {
                Provider = "Microsoft365",
                Flow = OAuthFlow.ClientCredentials,
                TenantId = "contoso.onmicrosoft.com",
                ClientId = ClientId,
                ClientSecret = Secret,
                TokenEndpoint = TokenEndpoint.AbsoluteUri,
            },
        },
    };

    public HttpClient GetHttpClient() => _http;

    public void Dispose()
    {
        Http.Dispose();
        _http.Dispose();
        _host.Dispose();
    }
}
