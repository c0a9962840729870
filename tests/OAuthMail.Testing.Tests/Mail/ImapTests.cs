namespace OAuthMail.Testing.Tests.Mail;

/// <summary>Provides an IMAP server with Alice's mailbox and a logged-in client.</summary>
public abstract class ImapTests : MailServerTests<ImapTestServer, ImapTestServerOptions>
{
    private protected ImapTests()
        : base((bench, options) => new ImapTestServer(bench.Store, bench.Tokens, bench.Authority, options))
    {
    }

    private protected TestMailbox Alice => Bench.Store.Find(MailBench.Alice)!;

    private protected async Task<LineClient> ConnectedAsync()
    {
        var client = await LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority);
        Assert.StartsWith("* OK ", await client.ReadAsync());
        return client;
    }

    private protected async Task<LineClient> LoggedInAsync(string? select = null)
    {
        var client = await ConnectedAsync();
        Assert.StartsWith("a OK ", await client.AskAsync("a AUTHENTICATE XOAUTH2 " + GoodToken));
        if (select is not null) Assert.StartsWith("b OK ", (await AskAsync(client, "b " + select))[^1]);
        return client;
    }

    /// <summary>Sends a command and returns the lines up to its tagged response.</summary>
    private protected static Task<List<string>> AskAsync(LineClient client, string command)
    {
        var tag = command.Split(' ')[0] + " ";
        return client.AskAsync(command, l => l.StartsWith(tag, StringComparison.Ordinal));
    }
}
