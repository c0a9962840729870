using MailKit;
using MimeKit;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests;

/// <summary>
/// Servers with two mailboxes, an application that has access to both, its tokens, and a factory, with one manual clock. At the end of a
/// test, all connections must be closed, and the servers must not have failed.
/// </summary>
public abstract class MailKitTest : IAsyncLifetime
{
    protected const string AliceAddress = "alice@example.com";
    protected const string BobAddress = "bob@example.com";

    private readonly List<IDisposable> _owned = [];
    private MailTestHost? _host;
    protected MailTestHost Host => _host!;

    protected ManualTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    protected MailTokens Tokens { get; private set; } = null!;

    protected OAuthHttp Http { get; private set; } = null!;

    /// <summary>Gets the account of an application for Alice's mailbox.</summary>
    protected MailAccount Account { get; private set; } = null!;

    protected MailAccounts Accounts { get; private set; } = null!;

    protected MailClientFactory Factory { get; private set; } = null!;

    protected IAccessTokenProvider AccountTokens => Accounts.GetTokens(Account);

    protected TestMailbox Alice => Host.Mailboxes.Find(AliceAddress)!;

    protected TestMailbox Bob => Host.Mailboxes.Find(BobAddress)!;

    protected int TokenRequests => Host.AuthorizationServer.Requests.Token.Count;

    public async Task InitializeAsync()
    {
        _host = await MailTestHost.StartAsync(options =>
        {
            options.UseClientClock(Clock);
            Configure(options);
        });
        _host.AuthorizationServer.AddClient(TestClient.Confidential("service", "a secret for tests"));
        _host.AddMailbox(AliceAddress);
        _host.AddMailbox(BobAddress);
        var client = Own(_host.CreateHttpClient());
        Http = Own(OAuthHttp.FromClientWithoutRedirects(client));
        Tokens = Own(new MailTokens(new MailTokensOptions { Store = new MemoryTokenStore(Clock), TimeProvider = Clock }));
        Account = CreateAccount("alice", AliceAddress);
        Accounts = new MailAccounts(CreateAccounts(), Tokens, Http);
        Factory = new MailClientFactory(Accounts, CreateFactoryOptions());
        await SetUpAsync();
    }

    public async Task DisposeAsync()
    {
        await TearDownAsync();
        for (var i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
        await Host.DisposeAsync();
        foreach (var server in new MailTestServer[] { Host.Smtp, Host.Imap, Host.Pop3 })
        {
            Assert.Equal(0, server.OpenConnections);
            Assert.DoesNotContain(server.Transcripts, t => t.ToString().Contains("the server failed", StringComparison.Ordinal));
        }
    }

    /// <summary>Disposes a resource at the end of the test, in reverse order, before the servers stop.</summary>
    protected T Own<T>(T resource)
        where T : IDisposable
    {
        _owned.Add(resource);
        return resource;
    }

    /// <summary>Additional set-up after the servers have started.</summary>
    protected virtual Task SetUpAsync() => Task.CompletedTask;

    protected virtual Task TearDownAsync() => Task.CompletedTask;

    protected virtual void Configure(MailTestHostOptions options)
    {
    }

    /// <summary>Creates the accounts that can be found by name.</summary>
    protected virtual IEnumerable<MailAccount> CreateAccounts() => [Account];

    protected virtual MailClientFactoryOptions CreateFactoryOptions() => new()
    {
        ServerCertificateValidationCallback = Host.CertificateAuthority.ValidationCallback,
        TimeProvider = Clock,
    };

    /// <summary>Creates a factory with the options of <see cref="CreateFactoryOptions"/> and the changes of a test.</summary>
    protected MailClientFactory CreateFactory(Action<MailClientFactoryOptions> configure)
    {
        var options = CreateFactoryOptions();
        configure(options);
        return new MailClientFactory(Accounts, options);
    }

    /// <summary>Makes a client of the test trust the certificates of the servers.</summary>
    protected TClient Trust<TClient>(TClient client)
        where TClient : MailService
    {
        client.ServerCertificateValidationCallback = Host.CertificateAuthority.ValidationCallback;
        client.CheckCertificateRevocation = false;
        return client;
    }

    /// <summary>Creates an account at the servers, for an application unless <paramref name="flow"/> specifies another.</summary>
    protected MailAccount CreateAccount(
        string name, string address, Action<MailAccountOptions>? configure = null, OAuthFlow flow = OAuthFlow.ClientCredentials,
        string? backup = null, MailConnectionOptions? connection = null)
    {
        var options = Host.CreateAccountOptions(address, flow);
        options.ClientId = "service";
        options.ClientSecret = "a secret for tests";
        if (backup is not null) options.Backup = new MailBackupOptions { Account = backup };
        if (connection is not null) options.Connection = connection;
        configure?.Invoke(options);
        return MailAccount.Create(name, options);
    }

    protected static MimeMessage NewMessage(string subject = "Hello", string text = "First line\r\n.dot\r\n") => new(
        [new MailboxAddress("Alice", AliceAddress)], [new MailboxAddress("Bob", BobAddress)], subject,
        new TextPart("plain") { Text = text });

    /// <summary>Appends a message to a folder as if it had arrived.</summary>
    protected static StoredMessage Put(MimeMessage message, global::OAuthMail.Testing.MailFolder folder, params string[] flags)
    {
        using var wire = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, wire);
        return folder.Append(wire.ToArray(), flags);
    }
}
