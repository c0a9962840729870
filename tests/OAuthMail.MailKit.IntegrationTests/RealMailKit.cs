using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Search;
using MailKit.Security;
using MimeKit;
using MimeKit.Utils;
using OAuthMail.IntegrationTests.Servers;

namespace OAuthMail.MailKit.IntegrationTests;

/// <summary>A program that uses MailKit with accounts on the real servers.</summary>
internal sealed class RealMailKit : IDisposable
{
    /// <summary>The time limit of a test, which only a hanging test exceeds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RealServers _servers;
    private readonly CancellationTokenSource _patience = new(Patience);

    public RealMailKit(RealServers servers)
    {
        _servers = servers;
        Mail = new RealMail(servers);
        Accounts = new MailAccounts([], Mail.Tokens, Mail.Http);
        Factory = new MailClientFactory(
            Accounts,
            new MailClientFactoryOptions { ServerCertificateValidationCallback = servers.CertificateAuthority.ValidationCallback });
    }

    public RealMail Mail { get; }

    public MailAccounts Accounts { get; }

    public MailClientFactory Factory { get; }

    public MailWatcher Watcher => new(Factory);

    /// <summary>Gets a token that is canceled when the time limit of the test is exceeded.</summary>
    public CancellationToken Cancellation => _patience.Token;

    /// <summary>Creates an account whose provider allows only one mechanism, whatever the server offers.</summary>
    public static MailAccount CreateAccount(MailAccountOptions options, OAuthMechanism mechanism)
    {
        var any = MailAccount.Create("account", options);
        var provider = new MailProviderOptions
        {
            Id = "real",
            Mechanisms = { mechanism },
            Flows = { any.GetFlow(MailProtocol.Smtp) },
            Smtp = any.GetEndpoint(MailProtocol.Smtp),
            Imap = any.GetEndpoint(MailProtocol.Imap),
            Pop3 = any.GetEndpoint(MailProtocol.Pop3),
            AuthorizationEndpoint = options.AuthorizationEndpoint,
            TokenEndpoint = options.TokenEndpoint,
            DeviceAuthorizationEndpoint = options.DeviceAuthorizationEndpoint,
        };
        options.Provider = provider.Id;
        return MailAccount.Create("account", options, new MailProvider(provider));
    }

    /// <summary>Creates an account for a new mailbox, and signs its user in.</summary>
    public async Task<MailAccount> SignInAsync(string name, bool opaque = false)
    {
        var account = MailAccount.Create(name, Mail.CreateOptions(RealFlow.CodePublic, $"{name}-{Guid.NewGuid():N}", opaque));
        await Mail.SignInAsync(account, RealFlow.CodePublic, Cancellation);
        return account;
    }

    /// <summary>Creates another account for the same mailbox, with tokens that the other Dovecot validates.</summary>
    public async Task<MailAccount> SignInOtherwiseAsync(MailAccount account)
    {
        var other = MailAccount.Create(
            $"{account.Name}-opaque", Mail.CreateOptions(RealFlow.CodePublic, account.Address.Split('@')[0], opaque: true));
        await Mail.SignInAsync(other, RealFlow.CodePublic, Cancellation);
        return other;
    }

    public IAccessTokenProvider TokensOf(MailAccount account) => Accounts.GetTokens(account);

    /// <summary>Creates a client that keeps the server's replies and trusts the servers' certificates.</summary>
    public MailService CreateClient(MailProtocol protocol)
    {
        var logger = new MailProtocolLogger();
        MailService client = protocol switch
        {
            MailProtocol.Smtp => new SmtpClient(logger),
            MailProtocol.Imap => new ImapClient(logger),
            _ => new Pop3Client(logger),
        };
        client.ServerCertificateValidationCallback = _servers.CertificateAuthority.ValidationCallback;
        return client;
    }

    /// <summary>Connects as an existing MailKit program does.</summary>
    public static async Task ConnectByHandAsync(
        MailService client, MailAccount account, MailProtocol protocol, CancellationToken cancellationToken)
    {
        var endpoint = account.GetEndpoint(protocol)!;
        var tls = endpoint.Tls == TlsMode.Implicit ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
        await client.ConnectAsync(endpoint.Host, endpoint.Port, tls, cancellationToken);
    }

    public static MimeMessage CreateMessage(string from, string to, string subject) => new(
        [new MailboxAddress("", from)], [new MailboxAddress("", to)], subject, new TextPart("plain") { Text = ".A dot, and text.\r\n" })
    { MessageId = MimeUtils.GenerateMessageId("testbed.example") };

    /// <summary>
    /// Waits until a mailbox contains the expected number of messages, and returns their subjects. Postfix accepts a message before
    /// Dovecot has stored it.
    /// </summary>
    public async Task<IReadOnlyList<string>> ReadSubjectsAsync(MailAccount account, int count)
    {
        await using var lease = await Factory.ConnectImapAsync(account, Cancellation);
        var inbox = lease.Client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadOnly, Cancellation);
        while (inbox.Count < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
            await lease.Client.NoOpAsync(Cancellation);
        }

        var found = await inbox.SearchAsync(SearchQuery.All, Cancellation);
        var summaries = await inbox.FetchAsync(found, MessageSummaryItems.Envelope, Cancellation);
        return [.. summaries.Select(summary => summary.Envelope!.Subject!)];
    }

    public void Dispose()
    {
        Mail.Dispose();
        _patience.Dispose();
    }
}
