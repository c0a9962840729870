namespace OAuthMail.Testing.Tests.Mail;

/// <summary>Provides a POP3 server and clients that are logged in to Alice's maildrop.</summary>
public abstract class Pop3Tests : MailServerTests<Pop3TestServer, Pop3TestServerOptions>
{
    private protected Pop3Tests()
        : base((bench, options) => new Pop3TestServer(bench.Store, bench.Tokens, bench.Authority, options))
    {
    }

    private protected MailFolder Inbox => Bench.Store.Find(MailBench.Alice)!.Inbox;

    private protected async Task<LineClient> ConnectedAsync()
    {
        var client = await LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority);
        Assert.StartsWith("+OK ", await client.ReadAsync());
        return client;
    }

    private protected async Task<LineClient> LoggedInAsync()
    {
        var client = await ConnectedAsync();
        Assert.StartsWith("+OK ", await client.AskAsync("AUTH XOAUTH2 " + GoodToken));
        return client;
    }
}
