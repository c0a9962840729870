using OAuthMail.Testing.Mail.Imap;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing.Tests.Mail;

/// <summary>A server with Alice's mailbox, and a client that is logged in to it.</summary>
public abstract class ImapTests : IDisposable
{
    private protected ImapTests() => Server = new ImapTestServer(Bench.Store, Bench.Tokens, Bench.Authority, Options);

    private protected MailBench Bench { get; } = new();

    private protected ImapTestServerOptions Options { get; } = new();

    private protected ImapTestServer Server { get; }

    private protected TestMailbox Alice => Bench.Store.Find(MailBench.Alice)!;

    public void Dispose()
    {
        Server.Dispose();
        Bench.Dispose();
        Assert.Equal(0, Server.OpenConnections);
        Assert.DoesNotContain(Server.Transcripts, t => t.ToString().Contains("the server failed", StringComparison.Ordinal));
        GC.SuppressFinalize(this);
    }

    private protected async Task<LineClient> ConnectedAsync()
    {
        var client = await LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority);
        Assert.StartsWith("* OK ", await client.ReadAsync());
        return client;
    }

    private protected async Task<LineClient> LoggedInAsync(string? select = null)
    {
        var client = await ConnectedAsync();
        Assert.StartsWith("a OK ", await client.AskAsync("a AUTHENTICATE XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken)));
        if (select is not null) Assert.StartsWith("b OK ", (await AskAsync(client, "b " + select))[^1]);
        return client;
    }

    /// <summary>Sends a command and reads to its tagged response.</summary>
    private protected static Task<List<string>> AskAsync(LineClient client, string command)
    {
        var tag = command.Split(' ')[0] + " ";
        return client.AskAsync(command, l => l.StartsWith(tag, StringComparison.Ordinal));
    }
}
