namespace OAuthMail.Testing.Tests.Mail;

/// <summary>Runs mutated commands against all servers of a host.</summary>
internal static class CommandFuzzRun
{
    private const string Alice = "alice@example.com";

    /// <summary>Sends a number of commands to one protocol's server.</summary>
    /// <returns>The number of connections.</returns>
    public static async Task<int> RunAsync(MailProtocol protocol, int count, int seed)
    {
        await using var host = await MailTestHost.StartAsync(options =>
        {
            // Gmail's dialect has the most commands.
            options.Imap.Dialect = MailDialect.Google;
            options.Imap.MaxMessageSize = options.Smtp.MaxMessageSize = 100_000;
            options.Imap.CommandLimit = 8192;
        });
        var client = host.AuthorizationServer.AddClient(TestClient.Native("fuzz"));
        var mailbox = host.AddMailbox(Alice);
        host.AddMailbox("bob@example.com");
        for (var i = 0; i < 3; i++) mailbox.Inbox.Append("From: x@y\nSubject: =?utf-8?Q?a?=\nMessage-ID: <1@x>\n\ntext\n.\n"u8.ToArray());
        var token = host.AuthorizationServer.IssueAccessToken(client, Alice, "mail");
        var message = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"user={Alice}\u0001auth=Bearer {token}\u0001\u0001"));
        var (server, login) = protocol switch
        {
            MailProtocol.Smtp => ((MailTestServer)host.Smtp, $"EHLO x\r\nAUTH XOAUTH2 {message}\r\n"),
            MailProtocol.Imap => (host.Imap, $"l AUTHENTICATE XOAUTH2 {message}\r\nl SELECT INBOX\r\n"),
            _ => (host.Pop3, $"AUTH XOAUTH2 {message}\r\n"),
        };
        return await new CommandFuzz(server, host.CertificateAuthority, login).RunAsync(count, seed);
    }
}
