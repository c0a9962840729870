using System.Text.Json;
using OAuthMail.Testing;
using OAuthMail.Tool.Demo;

namespace OAuthMail.Tool.Tests.Demo;

public class DemoTests
{
    [Fact]
    public async Task Every_flow_sends_and_reads_with_both_mechanisms()
    {
        using var output = new StringWriter();
        await using var demo = await DemoRun.StartAsync(new DemoJson(output), CancellationToken.None);

        Assert.True(await demo.RunAsync(CancellationToken.None), output.ToString());

        using var document = JsonDocument.Parse(output.ToString());
        Assert.True(document.RootElement.GetProperty("succeeded").GetBoolean());
        var steps = document.RootElement.GetProperty("steps").EnumerateArray()
            .Select(
                step => (
                    Flow: step.GetProperty("flow").GetString(), Mechanism: step.GetProperty("mechanism").GetString(),
                    Step: step.GetProperty("step").GetString()))
            .ToHashSet();
        foreach (var flow in DemoFlow.All)
        {
            foreach (var mechanism in new[] { "XOAUTH2", "OAUTHBEARER" })
            {
                foreach (var step in new[] { "send over SMTP", "read over IMAP", "read over POP3" })
                {
                    Assert.Contains((flow.Title, mechanism, step), steps);
                }
            }
        }

        Assert.Equal(6, DemoFlow.All.Count);
        Assert.Contains(("Microsoft Graph", "", "send"), steps);
        Assert.Contains(("Microsoft Graph", "", "receive"), steps);
        Assert.Contains(steps, step => step.Step == "renew and log in again");
        Assert.Contains(steps, step => step.Step == "three renewals");
    }

    [Fact]
    public async Task Failed_step_is_reported_and_fails_the_demo()
    {
        using var output = new StringWriter();
        await using var demo = await DemoRun.StartAsync(new DemoTable(output), CancellationToken.None);
        demo.Host.Pop3.Faults.RejectAllTokens(new TokenRejection { Text = "-ERR [AUTH] Not today.", Challenge = false });

        Assert.False(await demo.RunAsync(CancellationToken.None));

        var lines = output.ToString().Split('\n');
        Assert.Equal(12, lines.Count(line => line.StartsWith("FAIL", StringComparison.Ordinal)));
        Assert.Contains("Not today.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Lines marked FAIL contain the failure", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("demo+secret", output.ToString(), StringComparison.Ordinal);
    }
}
