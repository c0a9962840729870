using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests;

public class ConnectionTestTests
{
    private static Task<ConnectionReport> TestAsync(GraphWorld world, MailProtocol protocol) =>
        world.Application.Get<IConnectionTester>().TestAsync("alerts", protocol);

    [Fact]
    public async Task Steps_lead_from_the_name_to_the_mailbox()
    {
        await using var world = await GraphWorld.StartAsync();
        GraphWorld.Deliver(world.AlertsMailbox, "One");

        var report = await TestAsync(world, MailProtocol.Imap);

        Assert.True(report.Succeeded, report.ToString());
        Assert.Equal(
            [
                ConnectionStepKind.NameResolution, ConnectionStepKind.Connect, ConnectionStepKind.Tls, ConnectionStepKind.Token,
                ConnectionStepKind.Claims, ConnectionStepKind.Authenticate, ConnectionStepKind.OpenMailbox,
            ],
            report.Steps.Select(step => step.Kind));
        Assert.Equal("inbox, 1 messages", report.Steps[^1].Detail);
        Assert.Equal(ConnectionStepOutcome.Passed, report.Steps[4].Outcome);
    }

    [Fact]
    public async Task Application_that_may_only_send_skips_the_mailbox()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Client.Roles.Remove("Mail.ReadWrite");

        var report = await TestAsync(world, MailProtocol.Smtp);

        Assert.True(report.Succeeded, report.ToString());
        Assert.Equal(ConnectionStepOutcome.Skipped, report.Steps[^1].Outcome);
    }

    [Fact]
    public async Task Missing_permission_to_read_is_named_with_the_remedy()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Client.Roles.Remove("Mail.ReadWrite");

        var report = await TestAsync(world, MailProtocol.Imap);

        Assert.Equal(Problems.GraphAccessDenied, report.Problem);
        Assert.Contains("Mail.ReadWrite to receive", report.Diagnosis!.Causes[0].Remedy, StringComparison.Ordinal);
        Assert.Contains("-Resource alerts@contoso.test", report.Diagnosis.Causes[0].Remedy, StringComparison.Ordinal);
        Assert.Contains(report.Steps, step => step.Problem == Problems.TokenPermissionMissing);
    }

    [Theory]
    [InlineData(403, "ErrorAccessDenied", "Access to OData is disabled.", "graph-access-policy")]
    [InlineData(404, "MailboxNotEnabledForRESTAPI", "The mailbox is inactive.", "graph-mailbox-not-enabled")]
    [InlineData(404, "ErrorInvalidUser", "The requested user is invalid.", "mailbox-not-found")]
    [InlineData(429, "ApplicationThrottled", "Slow down.", "mail-server-throttles")]
    [InlineData(500, "", "", "mail-server-failed")]
    public async Task Failure_is_named(int status, string code, string text, string problem)
    {
        await using var world = await GraphWorld.StartAsync();
        world.Server.On(GraphOperation.Folders, GraphFault.Error(status, code, text));

        var report = await TestAsync(world, MailProtocol.Smtp);

        Assert.Equal(problem, report.Problem?.Code);
    }

    [Fact]
    public async Task Claims_challenge_is_named()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Server.On(GraphOperation.Folders, GraphFault.RequireClaims("e30="), times: 3);

        var report = await TestAsync(world, MailProtocol.Smtp);

        Assert.Equal(Problems.GraphClaimsRequired, report.Problem);
    }

    [Fact]
    public async Task Redirect_is_a_failure()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Server.On(GraphOperation.Folders, GraphFault.Redirect(new Uri("https://elsewhere.contoso.test/")));

        var report = await TestAsync(world, MailProtocol.Smtp);

        Assert.Equal(Problems.CredentialRedirected, report.Problem);
    }
}
