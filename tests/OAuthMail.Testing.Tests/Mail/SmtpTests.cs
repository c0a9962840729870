namespace OAuthMail.Testing.Tests.Mail;

/// <summary>Provides an SMTP server and clients that are logged in to Alice's mailbox.</summary>
public abstract class SmtpTests : MailServerTests<SmtpTestServer, SmtpTestServerOptions>
{
    private protected SmtpTests()
        : base((bench, options) => new SmtpTestServer(bench.Store, bench.Tokens, bench.Authority, options))
    {
    }

    private protected MailFolder BobsInbox => Bench.Store.Find(MailBench.Bob)!.Inbox;

    private protected static Task<List<string>> EhloAsync(LineClient client) => client.AskAsync("EHLO me", l => l[3] == ' ');

    private protected async Task<LineClient> ReadyAsync()
    {
        var client = await LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority);
        Assert.StartsWith("220 ", await client.ReadAsync());
        await EhloAsync(client);
        return client;
    }

    private protected async Task<LineClient> LoggedInAsync()
    {
        var client = await ReadyAsync();
        Assert.StartsWith("235 ", await client.AskAsync("AUTH XOAUTH2 " + GoodToken));
        return client;
    }

    private protected static async Task EnvelopeAsync(LineClient client)
    {
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<alice@example.com>"));
        Assert.StartsWith("250 ", await client.AskAsync("RCPT TO:<bob@example.com>"));
        Assert.StartsWith("354 ", await client.AskAsync("DATA"));
    }

    private protected static async Task SendMessageAsync(LineClient client)
    {
        await EnvelopeAsync(client);
        await client.SendAsync(MailBench.Message.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n");
    }
}
