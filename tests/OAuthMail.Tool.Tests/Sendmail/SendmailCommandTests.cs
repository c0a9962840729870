using OAuthMail.Testing;

namespace OAuthMail.Tool.Tests.Sendmail;

public class SendmailCommandTests
{
    private const string Sender = "\"Sendmail\": { \"Account\": \"alerts\", \"Aliases\": { \"root\": \"support@test.example\" } }";

    [Fact]
    public async Task Mail_of_cron_reaches_the_alias_of_root()
    {
        await using var world = await StartAsync();
        var sent = await world.RunWithAsync(
            "From: \"(Cron Daemon)\" <root>\nTo: root\nSubject: Cron\n\nlost+found\n", "sendmail", "-FCronDaemon", "-i", "-B8BITMIME",
            "-oem", "root");
        Assert.Equal(new ToolResult(0, "", ""), sent);
        var message = Assert.Single(Inbox(world));
        Assert.Contains("From: \"(Cron Daemon)\" <alerts@test.example>", message, StringComparison.Ordinal);
        Assert.Contains("\r\nDate: ", message, StringComparison.Ordinal);
        Assert.Contains("\r\nMessage-Id: <", message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", (await world.RunAsync("sendmail", "-bp")).Output);
    }

    [Fact]
    public async Task Recipients_of_the_message_get_it_and_Bcc_is_removed()
    {
        await using var world = await StartAsync();
        var sent = await world.RunWithAsync(
            "To: alerts@test.example\r\nBcc: support@test.example\r\nSubject: Both\r\n\r\nText\r\n", "sendmail", "-t", "-i");
        Assert.Equal(new ToolResult(0, "", ""), sent);
        Assert.DoesNotContain("Bcc", Assert.Single(Inbox(world)), StringComparison.OrdinalIgnoreCase);
        Assert.Single(world.Host.Mailboxes.Find("alerts@test.example")!.Inbox.Messages);
    }

    [Fact]
    public async Task Message_waits_while_the_server_is_unavailable_and_is_sent_once()
    {
        await using var world = await StartAsync();
        world.Host.AuthorizationServer.Faults.Token.Always(ServerFault.Status(503));
        var queued = await world.RunWithAsync("Subject: Wait\n\nText\n", "sendmail", "support@test.example");
        Assert.Equal((0, ""), (queued.ExitCode, queued.Output));
        Assert.Contains("waits in the spool", queued.Error, StringComparison.Ordinal);
        Assert.Contains("Waiting", (await world.RunAsync("sendmail", "-bp")).Output, StringComparison.Ordinal);
        Assert.Empty(Inbox(world));

        world.Host.AuthorizationServer.Faults.Clear();
        Assert.Equal(new ToolResult(0, "", ""), await world.RunAsync("sendmail", "-q"));
        Assert.Equal(new ToolResult(0, "", ""), await world.RunAsync("sendmail", "-q"));
        Assert.Single(Inbox(world));
    }

    [Fact]
    public async Task Unknown_local_recipient_is_reported_and_the_message_is_kept()
    {
        await using var world = await StartAsync();
        var failed = await world.RunWithAsync("Subject: Who\n\nText\n", "sendmail", "nobody");
        Assert.Equal((67, ""), (failed.ExitCode, failed.Output));
        Assert.Contains("'nobody' has no alias", failed.Error, StringComparison.Ordinal);
        var listed = (await world.RunAsync("sendmail", "-bp")).Output;
        Assert.Contains("Failed", listed, StringComparison.Ordinal);

        // With the alias, the same message is sent.
        await ConfigureAsync(world, Sender.Replace("root", "nobody", StringComparison.Ordinal));
        Assert.Equal(0, (await world.RunAsync("sendmail", "--retry", listed.Split('\t')[0])).ExitCode);
        Assert.Single(Inbox(world));
    }

    [Fact]
    public async Task Message_is_only_stored_on_request()
    {
        await using var world = await StartAsync();
        var stored = await world.RunWithAsync("Subject: x\n\nText\n", "sendmail", "-odq", "support@test.example");
        Assert.Equal(new ToolResult(0, "", ""), stored);
        Assert.Empty(Inbox(world));
        Assert.Empty(world.Host.AuthorizationServer.Requests.Token);
        await ConfigureAsync(world, Sender.Replace("{ \"Account\"", "{ \"QueueOnly\": true, \"Account\"", StringComparison.Ordinal));
        stored = await world.RunWithAsync("Subject: y\n\nText\n", "sendmail", "support@test.example");
        Assert.Equal(new ToolResult(0, "", ""), stored);
        Assert.Empty(Inbox(world));
        Assert.Equal(new ToolResult(0, "", ""), await world.RunAsync("sendmail", "-q"));
        Assert.Equal(2, Inbox(world).Count);
    }

    [Fact]
    public async Task Spool_that_cannot_be_written_is_reported()
    {
        await using var world = await StartAsync();
        Directory.CreateDirectory(world.PathOf(".local/state/oauthmail"));
        await File.WriteAllTextAsync(world.PathOf(".local/state/oauthmail/spool"), "");
        var failed = await world.RunWithAsync("Subject: x\n\nText\n", "sendmail", "support@test.example");
        Assert.Equal((74, ""), (failed.ExitCode, failed.Output));
        Assert.Contains("was not accepted", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_without_an_answer_is_not_sent_again()
    {
        await using var world = await StartAsync();
        world.Host.Smtp.Faults.At(MailStage.DataEnd, MailFault.Cut());
        var unknown = await world.RunWithAsync("Subject: Once\n\nText\n", "sendmail", "support@test.example");
        Assert.Equal(0, unknown.ExitCode);
        Assert.Contains("may have been sent", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await world.RunAsync("sendmail", "-q")).ExitCode);
        Assert.True(Inbox(world).Count <= 1);

        var listed = (await world.RunAsync("sendmail", "-bp")).Output;
        Assert.Contains("Unknown", listed, StringComparison.Ordinal);
        Assert.Equal(0, (await world.RunAsync("sendmail", "--remove", listed.Split('\t')[0])).ExitCode);
        Assert.Equal("", (await world.RunAsync("sendmail", "-bp")).Output);
    }

    [Fact]
    public async Task Killed_process_loses_no_message_and_sends_none_twice()
    {
        await using var world = await StartAsync();
        const int runs = 4;
        for (var i = 0; i < runs; i++)
        {
            // The server holds the message at another stage in each run, and the process is killed there.
            var gate = new MailGate();
            var stage = (i % 4) switch { 0 => MailStage.Greeting, 1 => MailStage.AuthEnd, 2 => MailStage.Data, _ => MailStage.DataEnd };
            world.Host.Smtp.Faults.At(stage, MailFault.Hold(gate));
            var kill = gate.Reached;
            var run = world.RunKilledAsync(kill, $"Subject: Run {i}\n\nText\n", "sendmail", "support@test.example");
            Assert.NotEqual(0, (await run).ExitCode);
            gate.Open();
        }

        Assert.Equal(0, (await world.RunAsync("sendmail", "-q")).ExitCode);
        var listed = (await world.RunAsync("sendmail", "-bp")).Output;
        for (var i = 0; i < runs; i++)
        {
            var copies = Inbox(world).Count(message => message.Contains($"Subject: Run {i}\r\n", StringComparison.Ordinal));
            Assert.InRange(copies, 0, 1);
        }

        var unknown = listed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(unknown, line => Assert.Contains("Unknown", line, StringComparison.Ordinal));
        Assert.True(Inbox(world).Count + unknown.Length >= runs, $"{Inbox(world).Count} sent, {unknown.Length} listed.");
    }

    [Theory]
    [InlineData(64, "no recipient", "sendmail")]
    [InlineData(64, "-bd", "sendmail", "-bd")]
    [InlineData(64, "no recipients in To", "sendmail", "-t")]
    [InlineData(78, "no account 'x'", "sendmail", "--account", "x", "a@test.example")]
    [InlineData(64, "no message 'x'", "sendmail", "--retry", "x")]
    public async Task Wrong_call_is_refused(int code, string words, params string[] arguments)
    {
        await using var world = await StartAsync();
        var result = await world.RunWithAsync("Subject: x\n\nText\n", arguments);
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    private static List<string> Inbox(ToolWorld world) =>
        [.. world.Host.Mailboxes.Find("support@test.example")!.Inbox.Messages.Select(message => message.Text)];

    private static async Task<ToolWorld> StartAsync()
    {
        var world = await ToolWorld.StartAsync();
        await ConfigureAsync(world, Sender);
        return world;
    }

    private static async Task ConfigureAsync(ToolWorld world, string sendmail)
    {
        var text = await File.ReadAllTextAsync(world.ConfigurationFile);
        var accounts = text[text.IndexOf("\"OAuthMail\"", StringComparison.Ordinal)..];
        await File.WriteAllTextAsync(world.ConfigurationFile, $"{{{sendmail},{accounts}");
    }
}
