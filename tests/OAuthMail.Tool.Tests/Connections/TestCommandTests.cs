using System.Text.Json;
using OAuthMail.Testing;

namespace OAuthMail.Tool.Tests.Connections;

public class TestCommandTests
{
    [Fact]
    public async Task All_protocols_are_tested_and_a_message_is_sent()
    {
        await using var world = await ToolWorld.StartAsync();
        var result = await world.RunAsync("test", "alerts", "--send-to", "support@test.example");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        foreach (var protocol in new[] { "SMTP", "IMAP", "POP3" })
        {
            Assert.Contains(protocol, result.Output, StringComparison.OrdinalIgnoreCase);
        }

        var message = Assert.Single(world.Host.Mailboxes.Find("support@test.example")!.Inbox.Messages);
        Assert.Contains("Subject: Test of the account alerts", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejected_login_is_a_failure_with_the_words_of_the_server()
    {
        await using var world = await ToolWorld.StartAsync();
        world.Host.Imap.Faults.RejectAllTokens(new TokenRejection { Text = "NO [UNAVAILABLE] Not \u001b[31mtoday.", Challenge = false });
        var result = await world.RunAsync("test", "alerts", "--protocol", "imap", "--json");
        Assert.NotEqual(0, result.ExitCode);
        using var document = JsonDocument.Parse(result.Output);
        var report = document.RootElement[0];
        Assert.False(report.GetProperty("succeeded").GetBoolean());
        Assert.NotEmpty(report.GetProperty("problem").GetProperty("remedy").GetString()!);
        Assert.DoesNotContain('\u001b', (await world.RunAsync("test", "alerts", "--protocol", "imap")).Output);
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("")]
    public async Task Recipient_must_be_an_address(string recipient)
    {
        await using var world = await ToolWorld.StartAsync();
        Assert.Equal(64, (await world.RunAsync("test", "alerts", "--send-to", recipient)).ExitCode);
        Assert.Equal(0, world.Host.Smtp.Connections);
    }
}
