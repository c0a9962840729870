using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OAuthMail.MailKit;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.Microsoft.Tests.Products;

/// <summary>Pulseway: tenant id, application id, user name, password (the resource owner password credentials grant).</summary>
public sealed class PulsewayTests
{
    private const string User = "alerts@contoso.com";
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Message_is_sent_with_the_password_of_the_user()
    {
        await using var host = await StartHostAsync();
        await using var application = await StartApplicationAsync(host);
        var message = new MimeMessage(
            [MailboxAddress.Parse(User)], [MailboxAddress.Parse("ops@contoso.com")], "Disk full", new TextPart("plain") { Text = "2 %" });
        await application.Get<IMailSender>().SendAsync("alerts", message);

        Assert.Single(host.Mailboxes.Find("ops@contoso.com")!.Inbox.Messages);
        Assert.Equal(["password"], host.AuthorizationServer.Requests.Token.Select(request => request.GrantType));
    }

    [Fact]
    public async Task Required_second_factor_is_explained()
    {
        await using var host = await StartHostAsync();
        host.AuthorizationServer.FindUser(User)!.NeedsSecondFactor = true;
        await using var application = await StartApplicationAsync(host);
        var report = await application.Get<IConnectionTester>().TestAsync("alerts", MailProtocol.Smtp);

        Assert.Equal(Problems.PasswordNotEnough, report.Problem);
        Assert.Contains(nameof(OAuthFlow.AuthorizationCode), report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, report.ToString(), StringComparison.Ordinal);
    }

    private static async Task<MailTestHost> StartHostAsync()
    {
        var host = await MailTestHost.StartAsync(options => options.Dialect = AuthorizationDialect.Entra);
        host.AuthorizationServer.AddClient(TestClient.Native("00000000-0000-0000-0000-000000000001"));
        host.AddMailbox(User);
        host.AddMailbox("ops@contoso.com");
        host.AuthorizationServer.FindUser(User)!.Password = Password;
        return host;
    }

    private static Task<TestApplication> StartApplicationAsync(MailTestHost host)
    {
        var configuration = new TestConfiguration(
            ("Accounts:alerts:Provider", "Microsoft365"),
            ("Accounts:alerts:Flow", "Password"),
            ("Accounts:alerts:TenantId", EntraWorld.TenantId),
            ("Accounts:alerts:ClientId", "00000000-0000-0000-0000-000000000001"),
            ("Accounts:alerts:Address", User),
            ("Accounts:alerts:Password", Password),

            // Not fields of the product: its endpoints are those of Microsoft.
            ("Accounts:alerts:TokenEndpoint", host.AuthorizationServer.TokenEndpoint.AbsoluteUri),
            ("Accounts:alerts:Smtp", $"starttls://{host.Smtp.StartTls}"));
        return TestApplication.StartAsync(services =>
            services.AddOAuthMail(configuration.Section).AddMicrosoft().AddMailKit().UseTestHost(host));
    }
}
