using Microsoft.Extensions.DependencyInjection;
using OAuthMail.MailKit;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.Graph.Tests;

/// <summary>The settings of products that use Microsoft Graph.</summary>
public class ProductTests
{
    private const string ClientId = "00000000-0000-0000-0000-000000000001";

    [Fact]
    public async Task Pulseway_sends_with_tenant_application_user_name_and_password()
    {
        await using var host = await StartHostAsync();
        var graph = await host.AddGraphServerAsync();
        await using var application = await StartPulsewayAsync(host, graph);

        var result = await application.Get<IMailSender>().SendAsync("alerts", GraphWorld.Message());

        Assert.StartsWith("202 Accepted", result.ServerReply, StringComparison.Ordinal);
        Assert.Single(host.Mailboxes.Find(GraphWorld.Bob)!.Inbox.Messages);
        Assert.Equal(["password"], host.AuthorizationServer.Requests.Token.Select(request => request.GrantType));
        Assert.Equal("/v1.0/me/sendMail", graph.Requests.Single().Path);
    }

    [Fact]
    public async Task Pulseway_learns_that_a_second_factor_prevents_the_sign_in()
    {
        await using var host = await StartHostAsync();
        host.AuthorizationServer.FindUser(GraphWorld.Alerts)!.NeedsSecondFactor = true;
        var graph = await host.AddGraphServerAsync();
        await using var application = await StartPulsewayAsync(host, graph);

        var report = await application.Get<IConnectionTester>().TestAsync("alerts", MailProtocol.Smtp);

        Assert.Equal(Problems.PasswordNotEnough, report.Problem);
        Assert.Contains(nameof(OAuthFlow.AuthorizationCode), report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(GraphWorld.Password, report.ToString(), StringComparison.Ordinal);
        Assert.Empty(graph.Requests);
    }

    [Fact]
    public async Task Email_this_issue_sends_and_receives_with_separate_credentials_for_each_side()
    {
        await using var world = await GraphWorld.StartAsync(accountOf: (one, options) =>
        {
            var reader = one.Host.AuthorizationServer.AddClient(TestClient.Confidential("reader", "reader-secret"));
            reader.Roles.Add("Mail.ReadWrite");
            one.Client.Roles.Remove("Mail.ReadWrite");
            options.Incoming = new OAuthClientOptions { ClientId = "reader", ClientSecret = "reader-secret" };
            options.Outgoing = new OAuthClientOptions { ClientId = "app", ClientSecret = "app-secret" };
            (options.ClientId, options.ClientSecret) = (null, null);
            GraphWorld.Deliver(one.AlertsMailbox, "A new issue");
        });

        await world.Sender.SendAsync("alerts", GraphWorld.Message("Re: A new issue"));
        string? subject = null;
        var options = new MailWatchOptions { From = MailboxPosition.Beginning };
        await foreach (var arrival in world.Application.Get<IMailWatcher>().WatchAsync("alerts", options))
        {
            subject = arrival.Envelope.Subject;
            break;
        }

        Assert.Equal("A new issue", subject);
        Assert.Single(world.BobMailbox.Inbox.Messages);
    }

    private static async Task<MailTestHost> StartHostAsync()
    {
        var host = await MailTestHost.StartAsync(options => options.Dialect = AuthorizationDialect.Entra);
        host.AuthorizationServer.AddClient(TestClient.Native(ClientId));
        host.AddMailbox(GraphWorld.Alerts);
        host.AddMailbox(GraphWorld.Bob);
        host.AuthorizationServer.FindUser(GraphWorld.Alerts)!.Password = GraphWorld.Password;
        return host;
    }

    private static Task<TestApplication> StartPulsewayAsync(MailTestHost host, GraphTestServer graph)
    {
        var configuration = new TestConfiguration(
            ("Accounts:alerts:Provider", "Microsoft365"),
            ("Accounts:alerts:Flow", "Password"),
            ("Accounts:alerts:Transport", "Graph"),
            ("Accounts:alerts:TenantId", host.AuthorizationServer.TokenEndpoint.Segments[1].Trim('/')),
            ("Accounts:alerts:ClientId", ClientId),
            ("Accounts:alerts:Address", GraphWorld.Alerts),
            ("Accounts:alerts:Password", GraphWorld.Password),

            // Not fields of the product: its endpoints are those of Microsoft.
            ("Accounts:alerts:TokenEndpoint", host.AuthorizationServer.TokenEndpoint.AbsoluteUri),
            ("Accounts:alerts:Graph", graph.Address.AbsoluteUri));
        return TestApplication.StartAsync(services =>
            services.AddOAuthMail(configuration.Section).AddMicrosoft().AddMailKit().AddGraph().UseTestHost(host));
    }
}
