using OAuthMail.Testing;

namespace OAuthMail.Tests.Documentation;

/// <summary>The test in the README of OAuthMail.Testing.</summary>
public class AlertTests
{
    [Fact]
    public async Task Alert_arrives_in_the_mailbox()
    {
        #region users-test
        await using var host = await MailTestHost.StartAsync();
        host.AddMailbox("alerts@contoso.test");
        host.AuthorizationServer.AddClient(TestClient.Confidential("alerts", "secret"));
        await SendAlertAsync(host);                                   // the program under test
        Assert.Single(host.Mailboxes.Find("alerts@contoso.test")!.Inbox.Messages);
        #endregion
    }

    private static async Task SendAlertAsync(MailTestHost host)
    {
        #region settings
        var options = host.CreateAccountOptions("alerts@contoso.test", OAuthFlow.ClientCredentials);   // its endpoints
        (options.ClientId, options.ClientSecret) = ("alerts", "secret");
        var http = OAuthHttp.FromClientWithoutRedirects(host.CreateHttpClient());                      // trusts the host's authority
        var trust = host.CertificateAuthority.ValidationCallback;                                      // for the mail client
        #endregion
        var account = MailAccount.Create("alerts", options);
        using var tokens = new MailTokens();
        var tester = new ConnectionTester(new ConnectionTesterOptions { ServerCertificateValidationCallback = trust });
        var message = "From: <alerts@contoso.test>\r\nTo: <alerts@contoso.test>\r\nSubject: Alert\r\n\r\nOn fire.\r\n"u8.ToArray();
        var report = await tester.TestAsync(
            account, MailProtocol.Smtp, tokens.For(account, http), new ConnectionTestOptions { MessageToSend = message });
        Assert.True(report.Succeeded, report.ToString());
    }

    private static async Task AcquireTokenAsync()
    {
        #region authorization-server
        await using var host = await MailTestHost.StartAsync();
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", "secret"));
        using HttpClient http = host.CreateHttpClient();           // trusts only this host's certificates, follows no redirects
        // ... the program under test requests a token from host.AuthorizationServer.TokenEndpoint ...
        Assert.Single(host.AuthorizationServer.Requests.Token);    // exactly one token request was made
        #endregion
    }

    private static void Break(TestAuthorizationServer server)
    {
        #region faults
        server.Faults.Token.Next(ServerFault.Status(429, TimeSpan.FromSeconds(60)), times: 2);
        server.Faults.Token.Next(ServerFault.CutConnection(ConnectionCut.BeforeAnswer));    // token rotated, response lost
        server.Faults.Token.Next(ServerFault.Entra(50173));
        server.Faults.Token.Always(ServerFault.Html());
        #endregion
    }
}
