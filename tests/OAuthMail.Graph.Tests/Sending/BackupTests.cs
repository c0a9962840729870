using OAuthMail.MailKit;
using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Sending;

public class BackupTests
{
    private static Task<GraphWorld> StartAsync(OAuthFlow flow = OAuthFlow.ClientCredentials, TimeProvider? clock = null) =>
        GraphWorld.StartAsync(
            flow, configure: options => options.UnknownDeliveryCheck = TimeSpan.Zero, clock: clock,
            accountOf: (one, options) =>
            {
                options.Transport = MailTransport.MailServers;
                options.Smtp = $"starttls://{one.Host.Smtp.StartTls}";
                options.Imap = $"tls://{one.Host.Imap.ImplicitTls}";
                options.Pop3 = $"tls://{one.Host.Pop3.ImplicitTls}";
                options.Scope = one.Host.AuthorizationServer.GetMailScope(flow);
                options.Provider = "Microsoft365";
                options.Backup = new MailBackupOptions { Transport = MailTransport.Graph };
            });

    [Fact]
    public async Task Message_is_sent_through_graph_if_smtp_is_disabled_for_the_tenant()
    {
        await using var world = await StartAsync();
        world.Host.Smtp.Faults.RejectAllTokens(TokenRejection.SmtpAuthDisabledForTenant);

        var result = await world.Sender.SendAsync("alerts", GraphWorld.Message());

        Assert.Equal(Problems.SmtpAuthDisabledForTenant, result.FirstFailure!.Problem);
        Assert.Equal("alerts", result.Account);
        Assert.Equal(world.Server.Address.Port, result.Server.Port);
        Assert.Single(world.BobMailbox.Inbox.Messages);
        Assert.Equal(1, world.SendRequests);
    }

    [Fact]
    public async Task Message_that_smtp_accepts_is_not_sent_through_graph()
    {
        await using var world = await StartAsync();

        var result = await world.Sender.SendAsync("alerts", GraphWorld.Message());

        Assert.False(result.UsedBackup);
        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public async Task Message_whose_delivery_over_smtp_is_unknown_is_not_sent_through_graph()
    {
        await using var world = await StartAsync();
        world.Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Cut());

        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.Empty(world.Server.Requests);
        Assert.Single(world.BobMailbox.Inbox.Messages);
    }

    [Fact]
    public async Task Failure_contains_both_causes()
    {
        await using var world = await StartAsync();
        world.Host.Smtp.Faults.RejectAllTokens(TokenRejection.SmtpAuthDisabledForTenant);
        world.Server.On(GraphOperation.SendMail, GraphFault.Error(403, "ErrorAccessDenied", "Access is denied."));

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.Equal(Problems.SmtpAuthDisabledForTenant, failure.Problem);
        Assert.Equal(Problems.GraphAccessDenied, failure.BackupFailure!.Problem);
    }

    [Fact]
    public async Task Consent_for_smtp_also_acquires_the_token_for_graph_if_an_administrator_consented()
    {
        await using var world = await StartAsync(OAuthFlow.AuthorizationCode);
        world.Client.ConsentedScopes.Add("https://graph.microsoft.com/Mail.Send");
        foreach (var scope in new[] { "openid", "profile", "email", "offline_access" }) world.Client.ConsentedScopes.Add(scope);
        await SignInAsync(world);
        world.Host.Smtp.Faults.RejectAllTokens(TokenRejection.SmtpAuthDisabledForTenant);

        var result = await world.Sender.SendAsync("alerts", GraphWorld.Message());

        Assert.True(result.UsedBackup);
        Assert.Equal("/v1.0/me/sendMail", Assert.Single(world.Server.Requests).Path);

        // The consent for SMTP is unchanged.
        world.Host.Smtp.Faults.Clear();
        Assert.False((await world.Sender.SendAsync("alerts", GraphWorld.Message())).UsedBackup);
    }

    [Fact]
    public async Task Missing_consent_for_graph_is_named()
    {
        await using var world = await StartAsync(OAuthFlow.AuthorizationCode);
        await SignInAsync(world);
        world.Host.Smtp.Faults.RejectAllTokens(TokenRejection.SmtpAuthDisabledForTenant);

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.NotNull(failure.BackupFailure);
        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public async Task Sign_in_after_a_failure_of_the_backup_makes_it_work()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await StartAsync(OAuthFlow.AuthorizationCode, clock);
        world.Client.ConsentedScopes.Add("https://graph.microsoft.com/Mail.Send");
        foreach (var scope in new[] { "openid", "profile", "email", "offline_access" }) world.Client.ConsentedScopes.Add(scope);
        world.Host.Smtp.Faults.RejectAllTokens(TokenRejection.SmtpAuthDisabledForTenant);
        await Assert.ThrowsAnyAsync<OAuthMailException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        await SignInAsync(world);
        clock.Advance(TimeSpan.FromMinutes(1));
        var result = await world.Sender.SendAsync("alerts", GraphWorld.Message());

        Assert.True(result.UsedBackup);
    }

    private static async Task SignInAsync(GraphWorld world)
    {
        var signIn = world.Application.Get<IMailSignIn>();
        world.Client.RedirectUris.Add("https://app.contoso.test/callback");
        var pending = await signIn.BeginAsync("alerts", redirectUri: new Uri("https://app.contoso.test/callback"));
        using var http = world.Host.CreateHttpClient();
        using var response = await http.GetAsync(pending.Url);
        await signIn.CompleteAsync(response.Headers.Location!.AbsoluteUri);
    }
}
