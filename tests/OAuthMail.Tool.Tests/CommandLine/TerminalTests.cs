using OAuthMail.Testing;
using OAuthMail.Tool.Tests.MailPrograms;

namespace OAuthMail.Tool.Tests.CommandLine;

/// <summary>The command on a pseudo-terminal, in a pipe, and in environments that lack something.</summary>
public class TerminalTests
{
    [ProgramFact("bsdutils", "/usr/bin/script")]
    public async Task Terminal_shows_a_table_and_a_pipe_shows_fields()
    {
        await using var world = await ToolWorld.StartAsync();
        var table = await OnTerminalAsync(world, "oauthmail accounts");
        Assert.Contains("Account", table, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[3", table, StringComparison.Ordinal);
        var fields = await OnTerminalAsync(world, "oauthmail accounts | cat");
        Assert.StartsWith("alerts\talerts@test.example\t", fields, StringComparison.Ordinal);
    }

    [ProgramFact("bsdutils", "/usr/bin/script")]
    public async Task Question_is_not_asked_with_no_input()
    {
        await using var world = await ToolWorld.StartAsync();
        var output = await OnTerminalAsync(world, "oauthmail login support --paste --no-input; echo code $?");
        Assert.Contains("--no-input", output, StringComparison.Ordinal);
        Assert.Contains("code 64", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Address:", output, StringComparison.Ordinal);
    }

    [ProgramFact("coreutils", "/bin/sh", "/dev/full")]
    public async Task Full_device_is_reported()
    {
        await using var world = await ToolWorld.StartAsync();
        var result = await world.RunProgramAsync("", "sh", "-c", "oauthmail token alerts > /dev/full");
        Assert.Equal(74, result.ExitCode);
        Assert.Contains("oauthmail: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [ProgramFact("coreutils", "/bin/sh", "/dev/full")]
    public async Task Message_that_cannot_be_shown_does_not_change_the_exit_code()
    {
        await using var world = await ToolWorld.StartAsync();
        Assert.Equal(78, (await world.RunProgramAsync("", "sh", "-c", "oauthmail token nobody 2> /dev/full")).ExitCode);
        Assert.Equal(78, (await world.RunProgramAsync("", "sh", "-c", "oauthmail token nobody 2>&-")).ExitCode);
    }

    [ProgramFact("coreutils", "/bin/sh")]
    public async Task Closed_pipe_ends_quietly()
    {
        await using var world = await ToolWorld.StartAsync();
        foreach (var command in new[] { "accounts", "token alerts", "--help", "man", "status" })
        {
            var result = await world.RunProgramAsync("", "sh", "-c", $"oauthmail {command} | head -c 0; exit 0");
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
        }

        var closed = await world.RunProgramAsync("", "sh", "-c", "oauthmail token alerts >&-");
        Assert.DoesNotContain("   at ", closed.Error, StringComparison.Ordinal);
    }

    [ProgramFact("coreutils", "/usr/bin/env")]
    public async Task Environment_of_cron_suffices()
    {
        // Without HOME, the home folder is that of the password database.
        await using var world = await ToolWorld.StartAsync();
        var file = world.ConfigurationFile;
        string[] command =
        [
            "env", "-i", "PATH=/usr/bin:/bin", $"SSL_CERT_FILE={world.AuthorityFile}", "DOTNET_CLI_HOME=/tmp",
            $"XDG_STATE_HOME={world.PathOf("state")}", $"XDG_CONFIG_HOME={world.PathOf("config")}",
            .. ToolProcess.Command, "token", "alerts", "--config", file,
        ];
        var result = await world.RunProgramAsync("", command);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.EndsWith("\n", result.Output, StringComparison.Ordinal);
    }

    [ProgramFact("coreutils", "/bin/sh")]
    public async Task Two_at_once_make_one_request()
    {
        await using var world = await ToolWorld.StartAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.RunAsync("token", "alerts")));
        Assert.All(results, result => Assert.Equal((0, results[0].Output), (result.ExitCode, result.Output)));
        Assert.Single(world.Host.AuthorizationServer.Requests.Token);
    }

    [ProgramFact("bash", "/bin/bash")]
    public async Task Interrupt_ends_the_command()
    {
        await using var world = await ToolWorld.StartAsync();
        var gate = new MailGate();
        world.Host.Imap.Faults.At(MailStage.Greeting, MailFault.Hold(gate));

        // The shell interrupts the command when the server has been reached. Jobs in the background would ignore the signal, and so would
        // everything in a test run that is itself such a job.
        const string Command =
            "set -m; env --default-signal=INT oauthmail test alerts --protocol imap & read line; kill -INT $!; wait $!";
        var result = await world.RunProgramAsync(gate.Reached, "bash", "-c", Command);
        gate.Open();
        Assert.Equal(130, result.ExitCode);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("o'brien")]
    [InlineData("$(id)")]
    [InlineData("--")]
    [InlineData("ALERTS")]
    [InlineData("\u001b[31m")]
    public async Task Odd_account_name_is_an_account_or_an_error(string name)
    {
        await using var world = await ToolWorld.StartAsync();
        var result = await world.RunAsync("token", name);
        Assert.Equal(name switch { "ALERTS" => 0, "--" => 64, _ => 78 }, result.ExitCode);
        if (result.ExitCode != 0) Assert.Equal("", result.Output);
        Assert.DoesNotContain('\u001b', result.Error);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{ \"OAuthMail\": 5 }")]
    [InlineData("{ \"OAuthMail\": { \"Accounts\": [] } }")]
    [InlineData("{ \"a\": 1, \"a\": 2 }")]
    public async Task Broken_configuration_is_reported(string text)
    {
        await using var world = await ToolWorld.StartAsync();
        await File.WriteAllTextAsync(world.ConfigurationFile, text);
        foreach (var command in new[] { "accounts", "status", "doctor", "token", "sendmail" })
        {
            string[] arguments = command is "token" or "sendmail" ? [command, "alerts"] : [command];
            var result = await world.RunAsync(arguments);
            Assert.Equal((78, ""), (result.ExitCode, result.Output));
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        }
    }

    private static async Task<string> OnTerminalAsync(ToolWorld world, string command)
    {
        var result = await world.RunProgramAsync("", "script", "--quiet", "--return", "--command", command, "/dev/null");
        return result.Output.Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
