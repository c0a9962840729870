using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Vendors.Tests.Scripts;

/// <summary>openid-client, nodemailer and imapflow, unmodified, against the generic dialect.</summary>
public sealed class OpenScriptTests : IAsyncLifetime
{
    private const string Alice = "alice@example.com";

    private MailTestHost _host = null!;
    private TestClient _client = null!;

    private TestAuthorizationServer Server => _host.AuthorizationServer;

    public async Task InitializeAsync()
    {
        _host = await MailTestHost.StartAsync();
        _host.AddMailbox(Alice);
        _client = Server.AddClient(TestClient.Confidential("web", "secret"));
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [NodeFact]
    public async Task Openid_client_discovers_the_server_and_reads_its_errors()
    {
        var settings = new JsonObject { ["issuer"] = Server.Issuer };
        var result = await VendorScript.RunAsync("node", "Node/openid.mjs", _host, settings);

        foreach (var method in new[] { "post", "basic" })
            Assert.Equal(TokenVerdict.Accepted, Server.CheckAccessToken((string)result[method]!, Alice, MailProtocol.Smtp));
        Assert.Equal("invalid_client", (string?)result["error"]);
    }

    [NodeFact]
    public async Task Nodemailer_sends_and_imapflow_reads()
    {
        var settings = new JsonObject
        {
            ["user"] = Alice,
            ["accessToken"] = Server.IssueAccessToken(_client, Alice, "mail"),
            ["smtp"] = new JsonObject { ["host"] = _host.Smtp.StartTls.Host, ["port"] = _host.Smtp.StartTls.Port },
            ["imap"] = new JsonObject { ["host"] = _host.Imap.ImplicitTls.Host, ["port"] = _host.Imap.ImplicitTls.Port },
        };

        var result = await VendorScript.RunAsync("node", "Node/mail.mjs", _host, settings);

        Assert.Equal("From Node", (string?)result["subject"]);
        Assert.Equal("""["\\Inbox","\\Sent","\\Trash"]""", result["folders"]!.ToJsonString());
        Assert.Single(_host.Mailboxes.Find(Alice)!.Inbox.Messages);
    }
}
