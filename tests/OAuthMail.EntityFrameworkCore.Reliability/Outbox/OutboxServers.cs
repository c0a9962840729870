using MimeKit;
using MimeKit.Utils;
using OAuthMail.EntityFrameworkCore.Reliability.Workers;
using OAuthMail.EntityFrameworkCore.Tests.Servers;
using OAuthMail.Testing;

namespace OAuthMail.EntityFrameworkCore.Reliability.Outbox;

/// <summary>The database, the mail server and the mailboxes of a run.</summary>
internal sealed class OutboxServers : IAsyncDisposable
{
    private const string From = "alerts@test.example";
    private const string To = "ops@test.example";

    private readonly PostgresServer _database;
    private readonly string _name;

    private OutboxServers(MailTestHost mail, PostgresServer database, string name)
    {
        Mail = mail;
        _database = database;
        _name = name;
        mail.AuthorizationServer.AddClient(TestClient.Confidential("service", "a secret"));
        mail.AddMailbox(From);
        Inbox = mail.AddMailbox(To).Inbox;
    }

    public MailTestHost Mail { get; }

    public MailFolder Inbox { get; }

    public static async Task<OutboxServers> StartAsync()
    {
        var database = await PostgresServer.StartAsync();
        var servers = new OutboxServers(await MailTestHost.StartAsync(), database, await database.CreateDatabaseAsync());
        await using var context = servers.CreateDbContext();
        await context.Database.EnsureCreatedAsync();
        return servers;
    }

    public SharedDbContext CreateDbContext() => new SharedDatabase(_database.ConnectionString(_name)).CreateDbContext();

    /// <summary>Returns the settings of a process.</summary>
    public OutboxSettings Settings(int diesAt = 0, bool diesBefore = false)
    {
        var account = Mail.CreateAccountOptions(From, OAuthFlow.ClientCredentials);
        (account.ClientId, account.ClientSecret) = ("service", "a secret");
        return new OutboxSettings(
            _database.ConnectionString(_name), account, Mail.CertificateAuthority.Root.RawData, diesAt, diesBefore);
    }

    /// <summary>Creates a message of about 4 KB.</summary>
    public static MimeMessage NewMessage(string subject) => new(
        [MailboxAddress.Parse(From)], [MailboxAddress.Parse(To)], subject,
        new TextPart("plain") { Text = string.Concat(Enumerable.Repeat("All work and no play makes a dull message.\r\n", 93)) })
    {
        MessageId = MimeUtils.GenerateMessageId("test.example"),
    };

    /// <summary>Returns how often each message has arrived, by its Message-ID.</summary>
    public Dictionary<string, int> CountArrived() => Inbox.Messages
        .Select(message => message.Text.Split('\n').First(line => line.StartsWith("Message-Id: ", StringComparison.OrdinalIgnoreCase)))
        .GroupBy(line => line[12..].Trim().Trim('<', '>')).ToDictionary(group => group.Key, group => group.Count());

    public async ValueTask DisposeAsync()
    {
        await Mail.DisposeAsync();
        await _database.DisposeAsync();
    }
}
