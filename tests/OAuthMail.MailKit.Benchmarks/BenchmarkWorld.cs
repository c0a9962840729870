using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>The test servers, an application that has access to every mailbox, and its tokens.</summary>
internal sealed class BenchmarkWorld : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly OAuthHttp _http;

    private BenchmarkWorld(MailTestHost host, int mailboxes)
    {
        Host = host;
        host.AuthorizationServer.AddClient(TestClient.Confidential("service", "a secret for benchmarks"));
        for (var i = 0; i < mailboxes; i++) host.AddMailbox(AddressOf(i));
        _client = host.CreateHttpClient();
        _http = OAuthHttp.FromClientWithoutRedirects(_client);
        Tokens = new MailTokens();
        Accounts = new MailAccounts(Enumerable.Range(0, mailboxes).Select(CreateAccount).ToArray(), Tokens, _http);
        Factory = new MailClientFactory(
            Accounts, new MailClientFactoryOptions { ServerCertificateValidationCallback = host.CertificateAuthority.ValidationCallback });
    }

    public MailTestHost Host { get; }

    public MailTokens Tokens { get; }

    public MailAccounts Accounts { get; }

    public MailClientFactory Factory { get; }

    public static async Task<BenchmarkWorld> StartAsync(int mailboxes = 2, Action<MailTestHostOptions>? configure = null) =>
        new(await MailTestHost.StartAsync(configure), mailboxes);

    public static string AddressOf(int mailbox) => $"mailbox-{mailbox}@benchmark.example";

    public static string NameOf(int mailbox) => $"mailbox-{mailbox}";

    public static MimeMessage NewMessage(int size = 4096)
    {
        var text = string.Concat(Enumerable.Repeat("All work and no play makes a dull message.\r\n", size / 44));
        return new MimeMessage(
            [new MailboxAddress("From", AddressOf(0))], [new MailboxAddress("To", AddressOf(1))], "Measured",
            new TextPart("plain") { Text = text });
    }

    public async ValueTask DisposeAsync()
    {
        Tokens.Dispose();
        _http.Dispose();
        _client.Dispose();
        await Host.DisposeAsync();
    }

    private MailAccount CreateAccount(int mailbox)
    {
        var options = Host.CreateAccountOptions(AddressOf(mailbox), OAuthFlow.ClientCredentials);
        options.ClientId = "service";
        options.ClientSecret = "a secret for benchmarks";
        return MailAccount.Create(NameOf(mailbox), options);
    }
}
