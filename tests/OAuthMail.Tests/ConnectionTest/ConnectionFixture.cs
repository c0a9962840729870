using OAuthMail.Testing;

namespace OAuthMail.Tests.ConnectionTest;

/// <summary>Test servers with one mailbox. The tests of a class share them and run sequentially.</summary>
public sealed class ConnectionFixture : IAsyncLifetime
{
    public const string Address = "alice@example.com";

    private readonly TestClient _client = TestClient.Confidential("connection-test", "secret");

    public MailTestHost Host { get; private set; } = null!;

    public ConnectionTesterOptions TesterOptions =>
        new() { ServerCertificateValidationCallback = Host.CertificateAuthority.ValidationCallback };

    public async Task InitializeAsync()
    {
        Host = await MailTestHost.StartAsync();
        Host.AddMailbox(Address);
        Host.AuthorizationServer.AddClient(_client);
    }

    public Task DisposeAsync() => Host.DisposeAsync().AsTask();

    public MailTestServer Server(MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => Host.Smtp,
        MailProtocol.Imap => Host.Imap,
        _ => Host.Pop3,
    };

    /// <summary>Removes the faults of the previous test.</summary>
    public void Reset()
    {
        foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 }) Server(protocol).Faults.Clear();
    }

    public AccessToken NewToken(TimeSpan? age = null)
    {
        var now = DateTimeOffset.UtcNow - (age ?? TimeSpan.Zero);
        return new AccessToken(Host.AuthorizationServer.IssueAccessToken(_client, Address, "mail"), now, now.AddHours(1));
    }

    public MailAccount Account(TlsMode tls = TlsMode.Implicit, Action<MailAccountOptions>? change = null, params MailProvider[] providers)
    {
        var options = Host.CreateAccountOptions(Address, OAuthFlow.AuthorizationCode);
        options.ClientId = "connection-test";
        options.Smtp = Write(Host.Smtp.Endpoint(tls));
        options.Imap = Write(Host.Imap.Endpoint(tls));
        options.Pop3 = Write(Host.Pop3.Endpoint(tls));
        change?.Invoke(options);
        return MailAccount.Create("alice", options, providers);
    }

    public static MailAccount AccountAt(MailEndpoint endpoint, MailConnectionOptions? connection = null) =>
        MailAccount.Create("alice", Some.CustomAccount(options =>
        {
            options.Address = Address;
            options.Scope = "mail";
            options.Connection = connection;
            options.Smtp = options.Imap = options.Pop3 = Write(endpoint);
        }));

    public async Task<ConnectionReport> TestAsync(
        MailProtocol protocol,
        TlsMode tls = TlsMode.Implicit,
        IAccessTokenProvider? tokens = null,
        ConnectionTestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var tester = new ConnectionTester(TesterOptions);
        return await tester.TestAsync(Account(tls), protocol, tokens ?? new TokenQueue(NewToken()), options, cancellationToken);
    }

    private static string Write(MailEndpoint endpoint) => (endpoint.Tls == TlsMode.Implicit ? "tls://" : "starttls://") + endpoint;
}
