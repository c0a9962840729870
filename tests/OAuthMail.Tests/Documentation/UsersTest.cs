using OAuthMail.Accounts;
using OAuthMail.ConnectionTest;
using OAuthMail.Flows;
using OAuthMail.Providers;
using OAuthMail.Testing;
using OAuthMail.Testing.Authorization;
using OAuthMail.Tokens;

namespace OAuthMail.Tests.Documentation;

/// <summary>The test that the package's README shows.</summary>
public class UsersTest
{
    [Fact]
    public async Task A_users_own_test()
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
        var report = await tester.TestAsync(account, MailProtocol.Smtp, tokens.For(account, http), new ConnectionTestOptions { MessageToSend = message });
        Assert.True(report.Succeeded, report.ToString());
    }
}
