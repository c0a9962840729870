using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OAuthMail.Tool.Tests.TestServer;

/// <summary>The standalone servers in a process of their own.</summary>
public sealed class TestServerProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static string Tool => Path.Combine(AppContext.BaseDirectory, "OAuthMail.Tool.dll");

    [UnixFact]
    public async Task The_server_stops_when_the_process_that_started_it_exits()
    {
        // The shell starts the server, waits for its description, and exits.
        var script = $"dotnet '{Tool}' test-server --json > \"$1/out\" & echo $! > \"$1/pid\"; "
            + "while ! grep -q accessToken \"$1/out\"; do sleep 0.1; done";
        var folder = Directory.CreateTempSubdirectory("oauthmail-tool-");
        try
        {
            using (var shell = Process.Start("/bin/sh", ["-c", script, "sh", folder.FullName]))
                await shell.WaitForExitAsync().WaitAsync(Patience);
            var caFile = (string)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "out")))!["caFile"]!;
            var id = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "pid")), null);
            try
            {
                using var server = Process.GetProcessById(id);
                await server.WaitForExitAsync().WaitAsync(Patience);
            }
            catch (ArgumentException)
            {
                // The server has exited already.
            }

            Assert.False(File.Exists(caFile));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [UnixFact]
    public async Task The_server_runs_on_if_asked_to_and_stops_at_SIGTERM()
    {
        using var server = Start("--json", "--keep-running", "--dialect", "microsoft", "--catch-all");
        var line = await server.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        var description = JsonNode.Parse(line!)!;
        var tokenEndpoint = (string)description["authorizationServer"]!["tokenEndpoint"]!;
        Assert.EndsWith("/oauth2/v2.0/token", tokenEndpoint, StringComparison.Ordinal);
        Assert.Equal("catch-all@test.example", (string)description["catchAll"]!);
        using (var kill = Process.Start("kill", ["-TERM", server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await server.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, server.ExitCode);
    }

    [Theory]
    [InlineData("--user foo", "'foo' isn't a valid address", 64)]
    [InlineData("--ports nntp=119", "'nntp' in --ports isn't a valid name", 64)]
    [InlineData("--ca-file /nowhere/ca.pem", "/nowhere", 74)]
    public async Task A_mistake_is_explained_and_has_its_exit_code(string arguments, string expected, int exitCode)
    {
        using var server = Start(arguments.Split(' '));
        var errors = await server.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await server.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(exitCode, server.ExitCode);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Tool, "test-server", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
