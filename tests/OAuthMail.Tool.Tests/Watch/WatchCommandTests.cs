using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OAuthMail.Tool.Tests.TestServer;

namespace OAuthMail.Tool.Tests.Watch;

public class WatchCommandTests
{
    private const string Address = "alerts@test.example";

    [Fact]
    public async Task Messages_are_written_as_lines_and_the_position_is_kept()
    {
        await using var world = await ToolWorld.StartAsync();
        Deliver(world, "one");
        Deliver(world, "two\u001b[31m");
        var first = await world.RunAsync("watch", "alerts", "--all", "--count", "1");
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Equal(["one"], Subjects(first));
        var second = await world.RunAsync("watch", Address, "--all", "--count", "1");
        Assert.Equal(["two?[31m"], Subjects(second));
    }

    [Fact]
    public async Task Messages_are_written_as_json()
    {
        await using var world = await ToolWorld.StartAsync();
        Deliver(world, "Grüße \"x\"");
        var result = await world.RunAsync("watch", "alerts", "--all", "--count", "1", "--json");
        using var json = JsonDocument.Parse(Assert.Single(result.Output.TrimEnd('\n').Split('\n')));
        Assert.Equal("Grüße \"x\"", json.RootElement.GetProperty("subject").GetString());
        Assert.Equal("alerts", json.RootElement.GetProperty("account").GetString());
    }

    [UnixFact]
    public async Task Command_receives_the_message_and_variables_that_no_shell_interprets()
    {
        await using var world = await ToolWorld.StartAsync();
        Deliver(world, "$(touch owned); `id`");
        var result = await world.RunAsync(
            "watch", "alerts", "--all", "--count", "1", "--exec",
            "cat > message && printf '%s|%s' \"$OAUTHMAIL_SUBJECT\" \"$OAUTHMAIL_ACCOUNT\"");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("$(touch owned); `id`|alerts", result.Output);
        File.Delete("message");
    }

    [UnixFact]
    public async Task Command_that_runs_at_an_interruption_is_completed_and_not_repeated()
    {
        await using var world = await ToolWorld.StartAsync();
        Deliver(world, "one");
        Deliver(world, "two");

        // Longer than the two seconds that a command usually has after an interruption.
        var first = await world.RunAsync("watch", "alerts", "--all", "--exec", "kill -TERM $PPID; sleep 3; echo done");
        Assert.True(first.ExitCode == 130, first.Error);
        Assert.Equal("done\n", first.Output);
        Assert.Equal(["two"], Subjects(await world.RunAsync("watch", "alerts", "--all", "--count", "1")));
    }

    [UnixFact]
    public async Task Message_whose_command_fails_is_listed_and_can_be_handled_again()
    {
        await using var world = await ToolWorld.StartAsync();
        Deliver(world, "bad");
        Deliver(world, "good");
        var mark = world.PathOf("mark");
        var script = $"if grep -q 'Subject: bad' && [ ! -e '{mark}' ]; then exit 7; fi";
        var watched = await world.RunAsync("watch", "alerts", "--all", "--count", "1", "--max-attempts", "1", "--exec", script);
        Assert.True(watched.ExitCode == 0, watched.Error);
        Assert.Contains("exit code 7", watched.Error, StringComparison.Ordinal);

        var failed = await world.RunAsync("watch", "alerts", "--failed");
        var id = Assert.Single(failed.Output.TrimEnd('\n').Split('\n')).Split('\t')[0];
        await File.WriteAllTextAsync(mark, "");
        Assert.Equal(0, (await world.RunAsync("watch", "alerts", "--exec", script, "--retry", id)).ExitCode);
        Assert.Equal("", (await world.RunAsync("watch", "alerts", "--failed")).Output);
        Assert.Equal(65, (await world.RunAsync("watch", "alerts", "--exec", script, "--retry", id)).ExitCode);
    }

    [UnixFact]
    public async Task Message_is_written_again_if_nobody_read_the_line()
    {
        await using var world = await ToolWorld.StartAsync();
        Deliver(world, "one");
        Assert.Equal(74, await RunWithoutReaderAsync(world));
        Assert.Equal(["one"], Subjects(await world.RunAsync("watch", "alerts", "--all", "--count", "1")));
    }

    [Fact]
    public async Task User_who_must_sign_in_is_told_at_once()
    {
        await using var world = await ToolWorld.StartAsync();
        Assert.Equal(77, (await world.RunAsync("watch", "support")).ExitCode);
        Assert.Equal(78, (await world.RunAsync("watch", "nobody")).ExitCode);
        Assert.Equal(64, (await world.RunAsync("watch", "support", "--protocol", "smtp")).ExitCode);
        Assert.Equal(64, (await world.RunAsync("watch", "support", "--count", "0")).ExitCode);
    }

    private static void Deliver(ToolWorld world, string subject) =>
        world.Host.Mailboxes.Deliver(
            Address, Encoding.UTF8.GetBytes($"From: bob@test.example\r\nTo: {Address}\r\nSubject: {subject}\r\n\r\nHello\r\n"));

    private static IEnumerable<string> Subjects(ToolResult result) =>
        result.Output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')[2]);

    /// <summary>Runs a watch whose standard output is a pipe that is closed at the other end.</summary>
    private static async Task<int> RunWithoutReaderAsync(ToolWorld world)
    {
        var codeFile = world.PathOf("code");
        var program = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "OAuthMail.Tool.dll")}' watch alerts --all";
        using var process = Process.Start(world.Start("/bin/sh", "-c", $"( {program}; echo $? > '{codeFile}' ) | true"))!;
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        return int.Parse(await File.ReadAllTextAsync(codeFile), System.Globalization.CultureInfo.InvariantCulture);
    }
}
